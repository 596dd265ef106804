import { partsOf, type TokenizerJson } from "./tokenizer-json.ts";

/** Splitters that never join what blanks part. */
const blankSplitters = ["BertPreTokenizer", "ByteLevel", "Metaspace", "Whitespace", "WhitespaceSplit"];

/** Where a text may be cut before it is tokenised: BERT's way, at blanks, or nowhere. */
export function waysToCut(json: TokenizerJson, normalizesAsBert: boolean): "bert" | "blank" | "nowhere" {
  // An added token that contains a cut would be torn apart by it.
  if (json.added_tokens.some(({ content }) => /[\s\u4e00-\u9fff]/.test(content))) return "nowhere";
  const splitters = partsOf(json.pre_tokenizer);
  if (normalizesAsBert && splitters.some(({ type }) => type === "BertPreTokenizer")) return "bert";
  const splits = splitters.some(
    ({ type, split, use_regex: regex }) => blankSplitters.includes(String(type)) && split !== false && regex !== false,
  );
  return splits ? "blank" : "nowhere";
}
