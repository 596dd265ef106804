import { IntentsmithError } from "@intentsmith/core";

/** What confident learning makes of held-out probabilities and the labels that were given. */
export interface ConfidentLearning {
  /** How sure the model has to be of each label before a text counts as one of it. NaN for a label without texts. [C] */
  thresholds: Float64Array;
  /** Texts by given label (row) and by the label that they are confidently of (column); others are not counted. [C, C] */
  joint: Int32Array;
  /** The label that each text is confidently of; −1: of none. [N] */
  confidentLabel: Int32Array;
}

/**
 * Confident learning (Northcutt, Jiang & Chuang 2021, equations 1 and 2): the threshold of a label is the mean
 * probability of that label over the texts that were given it; a text is confidently of the label with the largest
 * probability among those whose threshold it reaches. Off the joint's diagonal are the texts that are likely mislabelled.
 *
 * @param probabilities by a model that did not see the text's label. [N, C]
 * @param labels as they were given, 0 … C−1. [N]
 * @throws ARGUMENT_INVALID if the sizes disagree.
 */
export function confidentLearning(
  probabilities: Float64Array,
  labels: ArrayLike<number>,
  labelCount: number,
): ConfidentLearning {
  checkSizes(probabilities, labels, labelCount);
  const [sums, counts] = [new Float64Array(labelCount), new Float64Array(labelCount)];
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i] as number;
    sums[label] = (sums[label] as number) + (probabilities[i * labelCount + label] as number);
    counts[label] = (counts[label] as number) + 1;
  }
  const thresholds = sums.map((sum, c) => sum / (counts[c] as number));
  const joint = new Int32Array(labelCount * labelCount);
  const confidentLabel = new Int32Array(labels.length).fill(-1);
  for (let i = 0; i < labels.length; i++) {
    const row = probabilities.subarray(i * labelCount, (i + 1) * labelCount);
    let best = -1;
    for (const [c, value] of row.entries()) {
      // cleanlab's allowance for rounding
      const reaches = value >= (thresholds[c] as number) - 1e-6;
      if (reaches && (best < 0 || value > (row[best] as number))) best = c;
    }
    if (best < 0) continue;
    confidentLabel[i] = best;
    const at = (labels[i] as number) * labelCount + best;
    joint[at] = (joint[at] as number) + 1;
  }
  return { thresholds, joint, confidentLabel };
}

/**
 * The label with the largest probability beside the one that was given; the first of equals. With one label there is no
 * other: the given one. probabilities: [N, C]; labels: [N] → [N]
 * @throws ARGUMENT_INVALID if the sizes disagree.
 */
export function bestOtherLabel(probabilities: Float64Array, labels: ArrayLike<number>, labelCount: number): Int32Array {
  checkSizes(probabilities, labels, labelCount);
  return Int32Array.from({ length: labels.length }, (_, i) => {
    const row = probabilities.subarray(i * labelCount, (i + 1) * labelCount);
    const given = labels[i] as number;
    let best = given;
    for (const [c, value] of row.entries()) {
      if (c !== given && (best === given || value > (row[best] as number))) best = c;
    }
    return best;
  });
}

function checkSizes(probabilities: Float64Array, labels: ArrayLike<number>, labelCount: number): void {
  if (labelCount > 0 && probabilities.length === labels.length * labelCount) return;
  throw new IntentsmithError(
    "ARGUMENT_INVALID",
    `${labels.length} labels of ${labelCount}, but ${probabilities.length} probabilities`,
    { hint: "Pass one probability a text and label, text by text." },
  );
}
