import { readGolden } from "./tiny-bert.ts";

export interface GoldenTokenIds {
  kind: string;
  text: string;
  /** all-MiniLM-L6-v2's ids, cut to 128 */
  ids: number[];
  untruncatedLength: number;
  /** The tiny BERT's ids, cut to 48 */
  tinyIds: number[];
}

export const goldenTokenIds: { minilm: { tokenizerSha256: string }; cases: GoldenTokenIds[] } =
  readGolden("token-ids.json");

/**
 * Where @huggingface/tokenizers 0.2.0 is known to give other ids than Python's. The tiny vocabulary has no Greek
 * letter but σ and ς, so that most Greek words are [UNK] in it either way.
 */
export const knownDivergences: Record<string, { tinyDiffers: boolean }> = {
  // Marks younger than Python's Unicode tables are stripped; Python keeps them.
  "recent marks a\u0898 b\u1AC1 c\u1ACF d\u{10EFD} e\u{11F00}": { tinyDiffers: true },
  // A capital sigma at the end of a word becomes ς as Unicode says; Python's becomes σ.
  ΟΔΥΣΣΕΥΣ: { tinyDiffers: false },
  ΣΣ: { tinyDiffers: true },
  "ΣΑΣ Σ. ΑΣΑ": { tinyDiffers: false },
  "ΑΣ' ΑΣ.Α ΑΣ\u0301": { tinyDiffers: false },
  // Chinese characters beyond the BMP do not stand alone.
  "\u{20000}\u{2A6DF}\u{2A700} beyond the BMP": { tinyDiffers: true },
  "a\u{20BB7}野家b": { tinyDiffers: true },
  "\u{2F800}\u{2FA1F}\u{2FA20} compatibility supplement": { tinyDiffers: true },
};
