import { checkValue, IntentsmithError } from "@intentsmith/core/web";
import { z } from "zod";
import { checkRegexPatterns } from "./regex-patterns.ts";

const addedToken = z.looseObject({ id: z.int().min(0), content: z.string().min(1) });
const wordPiece = z.looseObject({
  type: z.literal("WordPiece"),
  unk_token: z.string().default("[UNK]"),
  continuing_subword_prefix: z.string().default("##"),
  max_input_chars_per_word: z.int().min(1).default(100),
  vocab: z.record(z.string(), z.int().min(0)),
});
const schema = z.looseObject({
  added_tokens: z.array(addedToken).default([]),
  normalizer: z.looseObject({ type: z.string() }).nullable(),
  pre_tokenizer: z.looseObject({ type: z.literal("BertPreTokenizer") }),
  post_processor: z.looseObject({ type: z.enum(["TemplateProcessing", "BertProcessing"]) }),
  model: wordPiece,
});

/** A `tokenizer.json` of the BERT family: WordPiece behind a BertPreTokenizer. Keys beyond these are kept. */
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

/**
 * Checks a parsed `tokenizer.json`; its ids must be 0, 1, …, V-1, each used once.
 * @throws MODEL_UNSUPPORTED for another kind of tokenizer, or a regular expression that is not known to be safe;
 * TOKENIZER_MALFORMED for missing parts.
 */
export function parseTokenizerJson(json: unknown, where: string): TokenizerJson {
  const kind = z
    .looseObject({ model: z.looseObject({ type: z.string() }), pre_tokenizer: z.looseObject({ type: z.string() }) })
    .safeParse(json).data;
  if (kind !== undefined && (kind.model.type !== "WordPiece" || kind.pre_tokenizer.type !== "BertPreTokenizer")) {
    throw new IntentsmithError(
      "MODEL_UNSUPPORTED",
      `${where}: WordPiece with BertPreTokenizer expected, found ${kind.model.type} with ${kind.pre_tokenizer.type}`,
      { hint: "Use a model with BERT's tokenizer, such as the all-MiniLM family." },
    );
  }
  const parsed = checkValue(schema, json);
  if ("fault" in parsed) {
    throw new IntentsmithError("TOKENIZER_MALFORMED", `${where}: ${parsed.fault.description}`, {
      hint: "This should be the tokenizer.json that came with the model: fetch it again.",
    });
  }
  checkRegexPatterns(parsed.data, where);
  vocabularyById(parsed.data, where);
  return parsed.data;
}

/** The tokens by id, [V], added tokens included. @throws TOKENIZER_MALFORMED for an id that is missing or used twice. */
export function vocabularyById(json: TokenizerJson, where: string): string[] {
  const tokens = new Map<number, string>(Object.entries(json.model.vocab).map(([token, id]) => [id, token]));
  const distinct = new Set(Object.keys(json.model.vocab));
  for (const { id, content } of json.added_tokens) {
    tokens.set(id, content);
    distinct.add(content);
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
 * The same tokenizer with only the tokens of `kept`, which get the ids 0, 1, … in that order. The caller sees to it
 * that no added token and no token of the template is lost.
 */
export function withVocabulary(json: TokenizerJson, kept: readonly string[]): TokenizerJson {
  const ids = new Map(kept.map((token, id) => [token, id]));
  const idOf = (token: string): number => {
    const id = ids.get(token);
    if (id === undefined) {
      throw new IntentsmithError("ARGUMENT_INVALID", `the pruned vocabulary would lose the special token ${token}`);
    }
    return id;
  };
  const vocab = Object.fromEntries(
    kept.filter((token) => Object.hasOwn(json.model.vocab, token)).map((t) => [t, idOf(t)]),
  );
  return {
    ...json,
    added_tokens: json.added_tokens.map((token) => ({ ...token, id: idOf(token.content) })).sort((a, b) => a.id - b.id),
    post_processor: renumberPostProcessor(json.post_processor, idOf),
    model: { ...json.model, vocab },
  };
}

function renumberPostProcessor(
  processor: TokenizerJson["post_processor"],
  idOf: (token: string) => number,
): TokenizerJson["post_processor"] {
  if (processor.type === "BertProcessing") {
    const { sep, cls } = bertProcessing.parse(processor);
    return { ...processor, sep: [sep[0], idOf(sep[0])], cls: [cls[0], idOf(cls[0])] };
  }
  const { special_tokens: specials } = templateProcessing.parse(processor);
  const renumbered = Object.entries(specials).map(([name, special]) => [
    name,
    { ...special, ids: special.tokens.map((token) => idOf(token)) },
  ]);
  return { ...processor, special_tokens: Object.fromEntries(renumbered) };
}

const bertProcessing = z.looseObject({
  sep: z.tuple([z.string(), z.int()]),
  cls: z.tuple([z.string(), z.int()]),
});
const templateProcessing = z.looseObject({
  special_tokens: z.record(z.string(), z.looseObject({ tokens: z.array(z.string()) })),
});

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
