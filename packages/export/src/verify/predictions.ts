import type { Head } from "@intentsmith/classifier";
import type { EncodedTexts } from "@intentsmith/model";

/** The label of the largest score of every text, the first of equals. [B] */
export function bestLabels(head: Head, texts: EncodedTexts): number[] {
  const scores = head.scores(texts);
  const C = head.labelCount;
  return Array.from({ length: texts.rowCount }, (_, b) => {
    let best = 0;
    for (let c = 1; c < C; c++) {
      if ((scores[b * C + c] as number) > (scores[b * C + best] as number)) best = c;
    }
    return best;
  });
}

/** How many of two lists of labels differ. */
export const countChanged = (before: readonly number[], after: readonly number[]): number =>
  before.filter((label, i) => label !== after[i]).length;
