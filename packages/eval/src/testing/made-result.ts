import { embeddingInput } from "../classification/evaluation-input.ts";
import { labelAccuracy, type LabelAccuracyResult } from "../classification/label-accuracy.ts";

/**
 * A result with exactly these (expected, predicted, how often) counts: labels are unit vectors [C,C], each text is a
 * little off the label it is to be taken for.
 */
export function madeResult(
  labelNames: readonly string[],
  counts: readonly (readonly [expected: number, predicted: number, times: number])[],
): LabelAccuracyResult {
  const width = labelNames.length;
  const rows = counts.flatMap(([expected, predicted, times]) =>
    Array.from({ length: times }, (_, i) => ({ expected, predicted, slant: (i % 10) / 12 })),
  );
  const data = new Float32Array(rows.length * width);
  for (const [i, { predicted, slant }] of rows.entries()) {
    data[i * width + predicted] = 1;
    data[i * width + ((predicted + 1) % width)] = slant;
  }
  const labels = Float32Array.from({ length: width * width }, (_, at) => Number(at % (width + 1) === 0));
  return labelAccuracy({
    ...embeddingInput(
      { data, rowCount: rows.length, width },
      { data: labels, rowCount: width, width },
      Int32Array.from(rows, ({ expected }) => expected),
    ),
    labelNames,
  });
}
