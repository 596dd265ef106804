import fc from "fast-check";
import { expect, test } from "vitest";
import { dealFolds, rowsOutsideAndInside } from "./folds.ts";

const rows = fc.array(fc.record({ label: fc.nat(3), group: fc.nat(12).map(String) }), { minLength: 1, maxLength: 60 });

test("rows of one group stand in one fold, whatever their labels", () => {
  fc.assert(
    fc.property(rows, fc.integer({ min: 2, max: 5 }), fc.nat(99), (data, count, seed) => {
      const groups = data.map(({ group }) => group);
      fc.pre(new Set(groups).size >= count);
      const folds = dealFolds(
        Int32Array.from(data, ({ label }) => label),
        count,
        seed,
        groups,
      );
      const ofGroup = new Map(groups.map((group, row) => [group, folds[row]]));
      for (const [row, group] of groups.entries()) expect(folds[row]).toBe(ofGroup.get(group));
    }),
  );
});

test("a label's rows are spread over the folds as evenly as can be, in groups of one row as well", () => {
  fc.assert(
    fc.property(rows, fc.integer({ min: 2, max: 5 }), fc.nat(99), (data, count, seed) => {
      fc.pre(data.length >= count);
      const labels = Int32Array.from(data, ({ label }) => label);
      const single = data.map((_, row) => String(row));
      const folds = dealFolds(labels, count, seed, single);
      for (const label of new Set(labels)) {
        const sizes = Array.from({ length: count }, (_, fold) =>
          folds.reduce((sum, of, row) => sum + (of === fold && labels[row] === label ? 1 : 0), 0),
        );
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }
    }),
  );
});

test("a fold's rows and the others are all rows, each once", () => {
  const { outside, inside } = rowsOutsideAndInside(Int32Array.of(0, 1, 2, 1), 1);
  expect([inside, outside]).toEqual([
    [1, 3],
    [0, 2],
  ]);
});
