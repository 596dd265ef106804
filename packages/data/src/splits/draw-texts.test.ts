import fc from "fast-check";
import { expect, test } from "vitest";
import { splitNames, type Example } from "../example/example.ts";
import { drawTexts } from "./draw-texts.ts";

const examples = fc.array(fc.tuple(fc.constantFrom(...splitNames), fc.nat(3)), { maxLength: 40 }).map((rows) =>
  rows.map(([split, label], i): Example => {
    const where = `f: row ${i}`;
    return { id: where, where, text: `text ${i}`, label: `label ${label}`, split, source: "f" };
  }),
);
const training = (of: readonly Example[], label: string): Example[] =>
  of.filter((example) => example.split === "train" && example.label === label);

test("each label keeps so many training texts, or all it has; other splits and the order stay", () => {
  fc.assert(
    fc.property(examples, fc.integer({ min: 1, max: 8 }), fc.nat(9), (all, count, seed) => {
      const { kept, left } = drawTexts(all, { count, seed });
      for (const label of new Set(all.map((example) => example.label))) {
        expect(training(kept, label)).toHaveLength(Math.min(count, training(all, label).length));
      }
      expect(left.every(({ split }) => split === "train")).toBe(true);
      expect(all.filter((example) => !left.includes(example))).toEqual(kept);
    }),
  );
});

test("a smaller draw is part of a larger one, and another seed draws others", () => {
  const all = Array.from({ length: 60 }, (_, i): Example => {
    const where = `f: row ${i}`;
    return { id: where, where, text: `text ${i}`, label: `label ${i % 2}`, split: "train", source: "f" };
  });
  const ids = (count: number, seed: number): string[] => drawTexts(all, { count, seed }).kept.map(({ id }) => id);
  expect(ids(10, 1)).toEqual(expect.arrayContaining(ids(5, 1)));
  expect(ids(10, 1)).not.toEqual(ids(10, 2));
});
