import { probabilities } from "@intentsmith/classifier";

/** A text with its two most probable labels, by their indices. */
export interface UnsureText {
  /** Its place among the evaluated texts, counted from 0. */
  row: number;
  best: number;
  second: number;
  probability: number;
  secondProbability: number;
}

/** Texts that the model is not sure of, the least sure first. */
export interface UnsureTexts {
  /** Two labels share most of the probability about equally. */
  ambiguous: UnsureText[];
  /** No two labels have most of it: the text fits none of them well. */
  lowConfidence: UnsureText[];
}

/** What two labels share where a text is said to lie between them. */
const mostOfIt = 0.6;
/** How far apart the two may be then. */
const aboutEqual = 0.2;

/**
 * Texts between two labels, and texts that no two labels explain, by softmax(scores / temperature).
 * scores: [B, C]; with fewer than two labels there are none.
 */
export function unsureTexts(scores: Float32Array, labelCount: number, temperature: number): UnsureTexts {
  if (labelCount < 2) return { ambiguous: [], lowConfidence: [] };
  const all = Array.from({ length: scores.length / labelCount }, (_, row): UnsureText => {
    const shares = probabilities(scores.subarray(row * labelCount, (row + 1) * labelCount), temperature);
    let [best, second] = [0, 1];
    if ((shares[1] as number) > (shares[0] as number)) [best, second] = [1, 0];
    for (let c = 2; c < labelCount; c++) {
      if ((shares[c] as number) > (shares[best] as number)) [best, second] = [c, best];
      else if ((shares[c] as number) > (shares[second] as number)) second = c;
    }
    return {
      row,
      best,
      second,
      probability: shares[best] as number,
      secondProbability: shares[second] as number,
    };
  });
  const ofTwo = ({ probability, secondProbability }: UnsureText): number => probability + secondProbability;
  const apart = ({ probability, secondProbability }: UnsureText): number => probability - secondProbability;
  return {
    ambiguous: all
      .filter((text) => ofTwo(text) >= mostOfIt && apart(text) <= aboutEqual)
      .sort((a, b) => apart(a) - apart(b)),
    lowConfidence: all.filter((text) => ofTwo(text) < mostOfIt).sort((a, b) => a.probability - b.probability),
  };
}
