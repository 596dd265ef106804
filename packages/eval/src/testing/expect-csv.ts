import { expect } from "vitest";
import type { EvaluatorCsv } from "../evaluators/evaluator.ts";
import { goldenMetrics, type GoldenRun } from "./golden.ts";
import { isNear } from "./metric-differences.ts";

/**
 * Same file name and header, and the row of epoch 0.5, step 40 with the same numbers in the same columns (Python writes
 * 1.0 where JavaScript writes 1).
 */
export function expectCsv(csv: EvaluatorCsv, run: GoldenRun): void {
  expect(csv.fileName).toBe(run.csv.file);
  expect(csv.header).toBe(run.csv.lines[0]);
  const actual = csv.row(0.5, 40, goldenMetrics(run)).split(",").map(Number);
  const expected = (run.csv.lines[1] as string).split(",").map(Number);
  expect(actual).toHaveLength(expected.length);
  expect(actual.filter((value, column) => !isNear(value, expected[column] as number))).toEqual([]);
}
