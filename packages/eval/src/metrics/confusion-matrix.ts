import { IntentsmithError } from "@intentsmith/core";

/** Counts of (expected, predicted). counts: [C,C], row = expected, column = predicted. */
export interface ConfusionMatrix {
  readonly counts: Int32Array;
  readonly classCount: number;
}

/**
 * Counts every (expected, predicted) pair of class indices in 0 … classCount−1 (scikit-learn's confusion_matrix with
 * labels = range(C)). expected, predicted: [n]. @throws ARGUMENT_INVALID for unequal lengths or an index out of range.
 */
export function confusionMatrix(
  expected: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classCount: number,
): ConfusionMatrix {
  if (expected.length !== predicted.length) {
    throw new IntentsmithError(
      "ARGUMENT_INVALID",
      `${expected.length} expected labels, but ${predicted.length} predicted ones`,
      { hint: "Pass one prediction a row." },
    );
  }
  const counts = new Int32Array(classCount * classCount);
  for (let i = 0; i < expected.length; i++) {
    const cell = classIndex(expected, i, classCount) * classCount + classIndex(predicted, i, classCount);
    counts[cell] = (counts[cell] as number) + 1;
  }
  return { counts, classCount };
}

/** How many rows have expected class `expected` and predicted class `predicted`. */
export function countAt(confusion: ConfusionMatrix, expected: number, predicted: number): number {
  return confusion.counts[expected * confusion.classCount + predicted] as number;
}

/** Row sums: how often each class was expected. [C] */
export function supports({ counts, classCount }: ConfusionMatrix): Int32Array {
  const sums = new Int32Array(classCount);
  for (const [at, count] of counts.entries()) {
    const row = Math.floor(at / classCount);
    sums[row] = (sums[row] as number) + count;
  }
  return sums;
}

/** Column sums: how often each class was predicted. [C] */
export function predictedCounts({ counts, classCount }: ConfusionMatrix): Int32Array {
  const sums = new Int32Array(classCount);
  for (const [at, count] of counts.entries()) {
    sums[at % classCount] = (sums[at % classCount] as number) + count;
  }
  return sums;
}

function classIndex(values: ArrayLike<number>, row: number, classCount: number): number {
  const value = values[row] as number;
  if (Number.isInteger(value) && value >= 0 && value < classCount) return value;
  throw new IntentsmithError(
    "ARGUMENT_INVALID",
    `row ${row}: expected a label index below ${classCount}, received ${value}`,
    {
      hint: "Label indices count from 0 in the order of the label names.",
    },
  );
}
