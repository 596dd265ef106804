import type { TokenRoles } from "./roles.ts";
import type { BertNormalizer, TokenizerJson } from "./tokenizer-json.ts";

/** What a tokenizer was read from. */
export interface TokenizerSource {
  json: TokenizerJson;
  /** `tokenizer_config.json` */
  config: Readonly<Record<string, unknown>>;
  normalizer: BertNormalizer | undefined;
}

/** Classes that take a WordPiece vocabulary in the same way: a family may say which of them a folder gets. */
const bertClasses = ["BertTokenizer", "BertTokenizerFast", "DistilBertTokenizer", "DistilBertTokenizerFast"];

/** The tokenizer's files of a model folder, name → content; `vocabulary` is [V], the tokens by id. */
export function tokenizerFiles(
  { json, config, normalizer }: TokenizerSource,
  vocabulary: readonly string[],
  { pad, unk, cls, sep }: TokenRoles,
  maxSequenceLength: number,
  tokenizerClass: string,
): Record<string, string> {
  const tokenOf = (id: number | undefined): string | undefined => (id === undefined ? undefined : vocabulary[id]);
  const padToken = tokenOf(pad);
  const tokenizerJson = {
    version: "1.0",
    ...json,
    truncation: { direction: "Right", max_length: maxSequenceLength, strategy: "LongestFirst", stride: 0 },
    padding:
      pad === undefined
        ? null
        : {
            strategy: "BatchLongest",
            direction: "Right",
            pad_to_multiple_of: null,
            pad_id: pad,
            pad_type_id: 0,
            pad_token: padToken,
          },
  };
  // Ids may have changed since this key was written; transformers finds the added tokens in tokenizer.json.
  const { added_tokens_decoder: _, name_or_path: __, ...kept } = config;
  const mask = ["[MASK]", "<mask>"].find((token) => vocabulary.includes(token));
  const roles = {
    cls_token: vocabulary[cls],
    ...(padToken === undefined ? {} : { pad_token: padToken }),
    sep_token: vocabulary[sep],
    ...(unk === undefined ? {} : { unk_token: vocabulary[unk] }),
    ...(mask === undefined ? {} : { mask_token: kept["mask_token"] ?? mask }),
  };
  const read = kept["tokenizer_class"];
  const settings = {
    ...kept,
    ...roles,
    ...(normalizer && {
      do_lower_case: normalizer.lowercase,
      strip_accents: normalizer.strip_accents,
      tokenize_chinese_chars: normalizer.handle_chinese_chars,
    }),
    model_max_length: maxSequenceLength,
    tokenizer_class: typeof read === "string" && !bertClasses.includes(read) ? read : tokenizerClass,
  };
  return {
    "tokenizer.json": JSON.stringify(tokenizerJson),
    "tokenizer_config.json": `${JSON.stringify(settings, null, 2)}\n`,
    "special_tokens_map.json": `${JSON.stringify(roles, null, 2)}\n`,
    ...(json.model.type === "WordPiece" ? { "vocab.txt": `${vocabulary.join("\n")}\n` } : {}),
  };
}
