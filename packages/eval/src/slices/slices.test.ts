import fc from "fast-check";
import { expect, test } from "vitest";
import { slicings } from "./slice-names.ts";
import { measureSlices } from "./slices.ts";

/** `rights[i]`: whether text i is right. */
function result(rights: readonly boolean[]) {
  const targets = Int32Array.from(rights, () => 0);
  const label = Int32Array.from(rights, (right) => Number(!right));
  return {
    targets,
    predictions: { label, score: new Float32Array(rights.length), scores: new Float32Array() },
    accuracy: rights.filter(Boolean).length / rights.length,
  };
}

const many = (count: number, right: number): boolean[] => Array.from({ length: count }, (_, i) => i < right);

test("the worst slice that texts enough speak for comes first, a few unlucky texts do not", () => {
  const rights = [...many(100, 60), ...many(11, 8), ...many(200, 190)];
  const values = [...Array(100).fill("student"), ...Array(11).fill("guest"), ...Array(200).fill("teacher")] as string[];
  const { slices, small } = measureSlices(result(rights), [{ by: "role", values }]);
  expect(slices.map(({ value, total, correct, isWeak }) => [value, total, correct, isWeak])).toEqual([
    ["student", 100, 60, true],
    ["guest", 11, 8, false],
    ["teacher", 200, 190, false],
  ]);
  // statsmodels: proportion_confint(60, 100, method="wilson")
  expect(slices[0]?.interval.low).toBeCloseTo(0.502, 3);
  expect(slices[0]?.interval.high).toBeCloseTo(0.6906, 3);
  expect(small).toBe(0);
});

test("slices under ten texts are counted alone; one slice of everything is none", () => {
  const rights = many(30, 20);
  const values = rights.map((_, i) => (i < 9 ? `rare ${i % 3}` : "frequent"));
  const { slices, small } = measureSlices(result(rights), [
    { by: "file", values: rights.map(() => "a.csv") },
    { by: "channel", values },
  ]);
  expect(slices.map(({ by, value }) => [by, value])).toEqual([["channel", "frequent"]]);
  expect(small).toBe(3);
});

test("texts of all slices of a kind are all texts, whatever their order", () => {
  const values = fc.array(fc.constantFrom("a", "b", "c"), { minLength: 40, maxLength: 80 });
  fc.assert(
    fc.property(values, fc.array(fc.boolean(), { minLength: 80, maxLength: 80 }), (of, rights) => {
      const own = rights.slice(0, of.length);
      const { slices } = measureSlices(result(own), [{ by: "x", values: of }]);
      const large = of.filter((value) => of.filter((other) => other === value).length >= 10);
      if (new Set(of).size > 1) expect(slices.reduce((sum, { total }) => sum + total, 0)).toBe(large.length);
      for (const { accuracy, interval } of slices) {
        expect(interval.low).toBeLessThanOrEqual(accuracy);
        expect(interval.high).toBeGreaterThanOrEqual(accuracy);
      }
    }),
  );
});

test("texts are told apart by label, role, file, place, length, training and columns", () => {
  const turn = (n: number, text: string, split: "train" | "test") => ({
    id: `f#1:${n}`,
    text,
    label: "a",
    split,
    source: "f",
    conversation: "1",
    role: n % 2 === 0 ? "teacher" : "student",
    columns: { channel: n === 1 ? "" : "phone" },
  });
  const all = [
    turn(1, "Hello there.", "test"),
    turn(2, "one two three four", "test"),
    turn(9, "HELLO  there.", "train"),
  ];
  const found = slicings(all.slice(0, 2), all);
  expect(Object.fromEntries(found.map(({ by, values }) => [by, values]))).toEqual({
    label: ["a", "a"],
    role: ["student", "teacher"],
    file: ["f", "f"],
    "position in the conversation": ["first text", "texts 2 to 5"],
    length: ["1 to 3 words", "4 to 8 words"],
    text: ["also in training", "not in training"],
    channel: ["(empty)", "phone"],
  });
  expect(slicings([{ text: "x", label: "a" }], []).map(({ by, values }) => [by, values[0]])).toContainEqual([
    "position in the conversation",
    undefined,
  ]);
});
