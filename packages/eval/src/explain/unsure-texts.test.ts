import fc from "fast-check";
import { expect, test } from "vitest";
import { unsureTexts } from "./unsure-texts.ts";

const logs = (...shares: number[]): number[] => shares.map(Math.log);

test("a text between two labels is ambiguous, one that fits none has low confidence, a clear one is neither", () => {
  const scores = Float32Array.from([
    ...logs(0.45, 0.4, 0.1, 0.05),
    ...logs(0.9, 0.05, 0.03, 0.02),
    ...logs(0.2, 0.3, 0.25, 0.25),
    ...logs(0.1, 0.1, 0.39, 0.41),
  ]);
  const { ambiguous, lowConfidence } = unsureTexts(scores, 4, 1);
  expect(ambiguous.map(({ row, best, second }) => [row, best, second])).toEqual([
    [3, 3, 2],
    [0, 0, 1],
  ]);
  expect(ambiguous[0]?.probability).toBeCloseTo(0.41, 6);
  expect(lowConfidence.map(({ row, best }) => [row, best])).toEqual([[2, 1]]);
});

test("no text is in both lists, and the two labels are the two most probable", () => {
  const score = fc.integer({ min: -30, max: 30 }).map((tenths) => Math.fround(tenths / 10));
  fc.assert(
    fc.property(fc.array(fc.tuple(score, score, score), { maxLength: 20 }), (rows) => {
      const { ambiguous, lowConfidence } = unsureTexts(Float32Array.from(rows.flat()), 3, 0.5);
      expect(ambiguous.filter(({ row }) => lowConfidence.some((other) => other.row === row))).toEqual([]);
      for (const { row, best, second } of [...ambiguous, ...lowConfidence]) {
        const sorted = [...(rows[row] as number[])].sort((a, b) => b - a);
        expect([rows[row]?.[best], rows[row]?.[second]]).toEqual(sorted.slice(0, 2));
        expect(best).not.toBe(second);
      }
    }),
  );
});

test("a single label leaves nothing to be unsure of", () => {
  expect(unsureTexts(Float32Array.of(1, 2), 1, 1)).toEqual({ ambiguous: [], lowConfidence: [] });
});
