import { checkValue, IntentsmithError } from "@intentsmith/core/web";
import { z } from "zod";
import { checkRegexPatterns } from "./regex-patterns.ts";

const id = z.int().min(0);
const addedToken = z.looseObject({ id, content: z.string().min(1) });
const wordPiece = z.looseObject({
  type: z.literal("WordPiece"),
  unk_token: z.string().default("[UNK]"),
  continuing_subword_prefix: z.string().default("##"),
  max_input_chars_per_word: z.int().min(1).default(100),
  vocab: z.record(z.string(), id),
});
const unigram = z.looseObject({
  type: z.literal("Unigram"),
  /** Each piece with its logarithmic probability; its place is its id. */
  vocab: z.array(z.tuple([z.string(), z.number()])).min(1),
  unk_id: id.nullish(),
});
const bytePairs = z.looseObject({
  type: z.literal("BPE"),
  vocab: z.record(z.string(), id),
  merges: z.array(z.union([z.string(), z.tuple([z.string(), z.string()])])),
  unk_token: z.string().nullish(),
});
const part = z.looseObject({ type: z.string() }).nullable().default(null);
const schema = z.looseObject({
  added_tokens: z.array(addedToken).default([]),
  normalizer: part,
  pre_tokenizer: part,
  post_processor: part,
  decoder: part,
  model: z.discriminatedUnion("type", [wordPiece, unigram, bytePairs]),
});
const modelTypes = ["WordPiece", "Unigram", "BPE"];

/** A `tokenizer.json`: WordPiece, Unigram or byte-pair encoding. Keys beyond these are kept. */
export type TokenizerJson = z.infer<typeof schema>;

const bertNormalizerSchema = z.object({
  type: z.literal("BertNormalizer"),
  lowercase: z.boolean().default(true),
  strip_accents: z.boolean().nullable().default(null),
  handle_chinese_chars: z.boolean().default(true),
});
export type BertNormalizer = z.infer<typeof bertNormalizerSchema>;

/** The normaliser's settings, if it is BERT's. */
export function bertNormalizer(json: TokenizerJson): BertNormalizer | undefined {
  return bertNormalizerSchema.safeParse(json.normalizer).data;
}

/** Accents follow the case unless the setting says otherwise. */
export function stripsAccents(normalizer: BertNormalizer | undefined): boolean {
  return normalizer !== undefined && (normalizer.strip_accents ?? normalizer.lowercase);
}

/** Every part of a normaliser or a pre-tokeniser, those inside a Sequence included. */
export function partsOf(json: TokenizerJson[keyof TokenizerJson]): Record<string, unknown>[] {
  if (typeof json !== "object" || json === null) return [];
  const outer = json as Record<string, unknown>;
  const inner = [outer["normalizers"], outer["pretokenizers"]].flatMap((list) => (Array.isArray(list) ? list : []));
  return [outer, ...inner.flatMap((one) => partsOf(one))];
}

/**
 * Checks a parsed `tokenizer.json`; its ids must be 0, 1, …, V-1, each used once.
 * @throws MODEL_UNSUPPORTED for another kind of tokenizer, or a regular expression that is not known to be safe;
 * TOKENIZER_MALFORMED for missing parts.
 */
export function parseTokenizerJson(json: unknown, where: string): TokenizerJson {
  const typed = withModelType(json);
  const kind = z.looseObject({ model: z.looseObject({ type: z.string() }) }).safeParse(typed).data?.model.type;
  if (kind !== undefined && !modelTypes.includes(kind)) {
    throw new IntentsmithError(
      "MODEL_UNSUPPORTED",
      `${where}: model.type: one of ${modelTypes.join(", ")} expected, found ${kind}`,
      { hint: "Use a model whose tokenizer is of one of these kinds." },
    );
  }
  const parsed = checkValue(schema, typed);
  if ("fault" in parsed) {
    throw new IntentsmithError("TOKENIZER_MALFORMED", `${where}: ${parsed.fault.description}`, {
      hint: "This should be the tokenizer.json that came with the model: fetch it again.",
    });
  }
  checkRegexPatterns(parsed.data, where);
  vocabularyById(parsed.data, where);
  return parsed.data;
}

/** Files written before 2021 do not name the model's type: only Unigram lists its pieces, only BPE has merges. */
function withModelType(json: unknown): unknown {
  const parsed = z.looseObject({ model: z.looseObject({ type: z.undefined().optional() }) }).safeParse(json).data;
  if (parsed === undefined) return json;
  const { vocab, merges } = parsed.model as { vocab?: unknown; merges?: unknown };
  const type = Array.isArray(vocab) ? "Unigram" : merges === undefined ? "WordPiece" : "BPE";
  return { ...parsed, model: { ...parsed.model, type } };
}

/** The tokens by id, [V], added tokens included. @throws TOKENIZER_MALFORMED for an id that is missing or used twice. */
export function vocabularyById({ model, added_tokens }: TokenizerJson, where: string): string[] {
  const listed: [token: string, id: number][] =
    model.type === "Unigram" ? model.vocab.map(([token], id) => [token, id]) : Object.entries(model.vocab);
  const tokens = new Map<number, string>(listed.map(([token, id]) => [id, token]));
  // Unigram lists: a piece may stand there twice, each place is an id. The others name each token once.
  const keyOf = (token: string, id: number): string | number => (model.type === "Unigram" ? id : token);
  const distinct = new Set(listed.map(([token, id]) => keyOf(token, id)));
  for (const { id, content } of added_tokens) {
    tokens.set(id, content);
    distinct.add(keyOf(content, id));
  }
  const byId = Array.from({ length: distinct.size }, (_, id) => tokens.get(id));
  const gap = byId.indexOf(undefined);
  if (gap !== -1) {
    throw new IntentsmithError(
      "TOKENIZER_MALFORMED",
      `${where}: ${distinct.size} distinct tokens, but none has the id ${gap}: ids are missing or used twice`,
    );
  }
  return byId as string[];
}

/**
 * The `tokenizer.json` of a folder that has only a `vocab.txt` (one token a line), as BERT's own tokenizer would read
 * it with these settings of `tokenizer_config.json`. @throws TOKENIZER_MALFORMED when a special token is missing.
 */
export function tokenizerJsonFromVocabulary(
  vocabularyText: string,
  tokenizerConfig: Readonly<Record<string, unknown>>,
  where: string,
): TokenizerJson {
  const tokens = vocabularyText.replace(/\r?\n$/, "").split(/\r?\n/);
  const vocab = Object.fromEntries(tokens.map((token, id) => [token, id]));
  const special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"].filter((token) => Object.hasOwn(vocab, token));
  for (const token of ["[UNK]", "[CLS]", "[SEP]", "[PAD]"]) {
    if (!special.includes(token)) {
      throw new IntentsmithError("TOKENIZER_MALFORMED", `${where}: the special token ${token} is missing`, {
        hint: "vocab.txt should list BERT's tokens, one a line, in the order of their ids.",
      });
    }
  }
  const template = (id: "A" | "B", typeId: number): object[] => [
    { Sequence: { id, type_id: typeId } },
    { SpecialToken: { id: "[SEP]", type_id: typeId } },
  ];
  const single = [{ SpecialToken: { id: "[CLS]", type_id: 0 } }, ...template("A", 0)];
  const json = {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: special.map((content) => ({
      id: vocab[content],
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: {
      type: "BertNormalizer",
      clean_text: true,
      handle_chinese_chars: tokenizerConfig["tokenize_chinese_chars"] ?? true,
      strip_accents: tokenizerConfig["strip_accents"] ?? null,
      lowercase: tokenizerConfig["do_lower_case"] ?? true,
    },
    pre_tokenizer: { type: "BertPreTokenizer" },
    post_processor: {
      type: "TemplateProcessing",
      single,
      pair: [...single, ...template("B", 1)],
      special_tokens: Object.fromEntries(
        ["[CLS]", "[SEP]"].map((token) => [token, { id: token, ids: [vocab[token]], tokens: [token] }]),
      ),
    },
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model: {
      type: "WordPiece",
      unk_token: "[UNK]",
      continuing_subword_prefix: "##",
      max_input_chars_per_word: 100,
      vocab,
    },
  };
  return parseTokenizerJson(json, where);
}
