import type { Decision } from "@intentsmith/classifier";
import fc from "fast-check";
import { expect, test } from "vitest";
import { answering } from "./answering.ts";
import { outOfScope } from "./out-of-scope.ts";

const decision = (threshold: number | null, perLabel?: Record<string, number>): Decision => ({
  temperature: 1,
  by: "score",
  threshold,
  metric: "coverage",
  value: 0.95,
  rows: 10,
  source: "validation",
  ...(perLabel === undefined ? {} : { perLabel }),
});
const names = ["a", "b"];
/** Best labels a, a, b, b with 0.9, 0.2, 0.8, 0.3; the second is wrong. */
const input = {
  scores: Float32Array.of(0.9, 0, 0.2, 0, 0, 0.8, 0, 0.3),
  labelCount: 2,
  targets: Int32Array.of(0, 1, 1, 1),
};

test("what is answered at a threshold, and how much of it is right", () => {
  expect(answering(input, decision(0.3), names)).toMatchObject({ answered: 3, answeredRight: 3, total: 4 });
  expect(answering(input, decision(null), names)).toMatchObject({ answered: 4, answeredRight: 3 });
  expect(answering(input, decision(0.3, { b: 0.85 }), names)).toMatchObject({ answered: 1, answeredRight: 1 });
});

test("texts of no label, by hand", () => {
  // Of no label: 0.1, 0.25, 0.85. Below 0.28: two of them, and 0.2 of the others.
  const outside = Float32Array.of(0.1, 0, 0, 0.25, 0.85, 0);
  const result = outOfScope({ scores: outside }, answering(input, decision(0.28), names), decision(0.28), names);
  expect(result).toMatchObject({ total: 3, rejected: 2, recall: 2 / 3, precision: 2 / 3, falseRejections: 1 / 4 });
  // Pairs in which the one of no label is less sure: 0.1 in 4, 0.25 in 3 (0.9, 0.8, 0.3), 0.85 in 1 (0.9): 8 of 12
  expect(result.auroc).toBeCloseTo(8 / 12, 12);
  // The least sure first: 0.1 ✓, 0.2 ✗, 0.25 ✓, 0.3 ✗, 0.8 ✗, 0.85 ✓: precision 1, 2/3, 3/6 at the three hits
  expect(result.aupr).toBeCloseTo((1 + 2 / 3 + 1 / 2) / 3, 12);
  expect(result.falsePositiveRateAt95Recall).toBe(3 / 4);
});

test("AUROC is the share of pairs in the right order, ties half", () => {
  const values = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(values, values, (outside, inside) => {
      const rows = (of: number[]): Float32Array => Float32Array.from(of.flatMap((value) => [value, -1]));
      const answers = answering(
        { scores: rows(inside), labelCount: 2, targets: new Int32Array(inside.length) },
        decision(null),
        names,
      );
      const pairs = outside.flatMap((o) => inside.map((i): number => (o < i ? 1 : o === i ? 0.5 : 0)));
      const expected = pairs.reduce((sum, value) => sum + value, 0) / pairs.length;
      expect(outOfScope({ scores: rows(outside) }, answers, decision(null), names).auroc).toBeCloseTo(expected, 10);
    }),
  );
});
