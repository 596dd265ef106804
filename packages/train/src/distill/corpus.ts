import { IntentsmithError, readInputFile, sha256 } from "@intentsmith/core";

/** Distinct texts, cut into those to train on and those only to measure on. */
export interface Corpus {
  train: string[];
  heldOut: string[];
  /** Of all texts in order. */
  hash: string;
}

const heldOutTexts = 4000;
/** Pairs of held-out texts are compared: one text alone has no pair. */
const fewestHeldOut = 2;

/**
 * Reads texts, one a line. About a fiftieth of them (4,000 at most, two at least) is held out, chosen by each text's own
 * hash.
 * @throws FILE_NOT_FOUND; DATA_EMPTY when fewer than 100 distinct texts are there, or none is left to train on.
 */
export function readCorpus(files: readonly string[]): Corpus {
  const texts = new Set<string>();
  for (const file of files) {
    for (const line of readInputFile(file, "the corpus").toString("utf8").split("\n")) {
      const text = line.trim();
      if (text !== "") texts.add(text);
    }
  }
  if (texts.size < 100) {
    throw new IntentsmithError(
      "DATA_EMPTY",
      `${files.join(", ")}: expected at least 100 distinct texts, found ${texts.size}`,
      {
        hint: "Give text files with one text a line.",
      },
    );
  }
  const all = [...texts];
  const share = Math.min(0.02, heldOutTexts / all.length);
  const places = all.map((text) => Number.parseInt(sha256(text).slice(0, 8), 16) / 2 ** 32);
  const tooFew = places.filter((place) => place < share).length < fewestHeldOut;
  const lowest = places.toSorted((a, b) => a - b)[fewestHeldOut - 1] as number;
  const isHeldOut = places.map((place) => (tooFew ? place <= lowest : place < share));
  const train = all.filter((_, i) => !isHeldOut[i]);
  if (train.length === 0) {
    throw new IntentsmithError("DATA_EMPTY", `${files.join(", ")}: all ${all.length} texts would be held out`, {
      hint: "The texts are the first of a list in the order of their hashes: take a random part of it.",
    });
  }
  return {
    train,
    heldOut: all.filter((_, i) => isHeldOut[i]),
    // Marked where two are held out that would not be by the share: what was embedded without them is not gone on with.
    hash: sha256(all.join("\n") + (tooFew ? "\n\ntwo held out" : "")),
  };
}
