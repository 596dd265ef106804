import fc from "fast-check";
import { expect, test } from "vitest";
import type { Split } from "../example/example.ts";
import { thrown } from "../testing/thrown.ts";
import { completeSplits, type UnsplitExample } from "./complete-splits.ts";
import { formatSplitReport } from "./split-report.ts";

const config = { validation: 0.1, test: 0.1, seed: 42 };

function row(index: number, split: Split | undefined, extra: Partial<UnsplitExample> = {}): UnsplitExample {
  const label = index % 3 === 0 ? "a" : "b";
  return { id: `f:${index}`, where: `f: row ${index}`, text: `text ${index}`, label, split, source: "f", ...extra };
}

const rows = (count: number, split: Split | undefined, extra?: (index: number) => Partial<UnsplitExample>) =>
  Array.from({ length: count }, (_, index) => row(index, split, extra?.(index)));

const count = (examples: readonly { split: Split }[], split: Split): number =>
  examples.filter((example) => example.split === split).length;

test("rows without splits are cut into all three, about as asked", () => {
  const { examples, report } = completeSplits(rows(300, undefined), config);
  expect(count(examples, "train")).toBeGreaterThanOrEqual(238);
  expect(Math.abs(count(examples, "validation") - 30)).toBeLessThanOrEqual(1);
  expect(Math.abs(count(examples, "test") - 30)).toBeLessThanOrEqual(1);
  expect(report).toMatchObject({ by: "row", seed: 42, examples: 300 });
  expect(formatSplitReport(report as NonNullable<typeof report>)).toMatch(
    /^cut from train by row \(seed 42\):\n  validation \d+ of 300 rows, [\d.]+ % \(asked: 10\.0 %\)\n  test /,
  );
});

test("only what is missing is cut, and only from train", () => {
  const given = [...rows(200, "train"), ...rows(50, "test")];
  const { examples, report } = completeSplits(given, config);
  expect(count(examples, "test")).toBe(50);
  expect(count(examples, "validation")).toBeGreaterThan(15);
  expect(report?.cut.map(({ split }) => split)).toEqual(["validation"]);
});

test("nothing is cut when the splits are there, the shares are 0, or there is no train", () => {
  const all = [row(1, "train"), row(2, "validation"), row(3, "test")];
  expect(completeSplits(all, config).report).toBeUndefined();
  expect(completeSplits(rows(20, "train"), { validation: 0, test: 0, seed: 1 }).report).toBeUndefined();
  expect(count(completeSplits(rows(20, "test"), config).examples, "test")).toBe(20);
});

test("conversations and repeated texts are never torn apart", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 15 }), fc.boolean(), fc.integer(), (kinds, spoken, seed) => {
      const together = (index: number): Partial<UnsplitExample> =>
        spoken ? { conversation: `c${index % kinds}` } : { text: `t${index % kinds}` };
      const { examples } = completeSplits(rows(90, undefined, together), { ...config, seed });
      const splitOf = new Map<string, Split>();
      for (const example of examples) {
        const key = spoken ? (example.conversation ?? "") : example.text;
        expect(splitOf.get(key) ?? example.split).toBe(example.split);
        splitOf.set(key, example.split);
      }
    }),
  );
});

test("text-hash keeps every spelling of a text together and moves nothing when rows are added on top", () => {
  const hashed = { validation: 0.2, test: 0.2, seed: 7, method: "text-hash" } as const;
  const spellings = (index: number): Partial<UnsplitExample> => {
    const text = `text ${index % 40}`;
    return { text: [text, text.toUpperCase(), `  ${text} `][index % 3] ?? text, label: index % 2 === 0 ? "a" : "b" };
  };
  const before = completeSplits(rows(120, undefined, spellings), hashed);
  const key = (text: string): string => text.trim().toLowerCase();
  const splitOf = new Map(before.examples.map(({ text, split }) => [key(text), split]));
  for (const { text, split } of before.examples) expect(split).toBe(splitOf.get(key(text)));
  expect(new Set(splitOf.values())).toEqual(new Set(["train", "validation", "test"]));
  const added = Array.from({ length: 30 }, (_, index) => row(1_000 + index, undefined));
  const after = completeSplits([...added, ...rows(120, undefined, spellings)], hashed);
  expect(after.examples.slice(30).map(({ split }) => split)).toEqual(before.examples.map(({ split }) => split));
  expect(after.report).toMatchObject({ method: "text-hash", by: "row", keptLabels: [] });
  expect(formatSplitReport(after.report as NonNullable<typeof after.report>)).toMatch(
    /^cut from train by row, placed by hash \(seed 7\):\n/,
  );
});

test("text-hash keeps a label's rows in train if it would have none there, and says so", () => {
  const hashed = { validation: 0.45, test: 0.45, seed: 1, method: "text-hash" } as const;
  const rare = [row(5_000, undefined, { label: "rare" }), row(5_001, undefined, { label: "rare" })];
  const { examples, report } = completeSplits([...rows(60, undefined), ...rare], hashed);
  expect(examples.filter(({ label }) => label === "rare").map(({ split }) => split)).toEqual(["train", "train"]);
  expect(report?.keptLabels).toEqual(["rare"]);
  expect(formatSplitReport(report as NonNullable<typeof report>)).toMatch(
    /\nall rows stay in train of labels that would have none there: "rare"$/,
  );
});

test("text-hash keeps conversations together, whatever their file is called", () => {
  const hashed = { validation: 0.2, test: 0.2, seed: 3, method: "text-hash" } as const;
  const spoken = (source: string) =>
    completeSplits(
      rows(120, undefined, (index) => ({ conversation: `c${index % 30}`, source })),
      hashed,
    ).examples;
  const examples = spoken("a.csv");
  const splitOf = new Map(examples.map(({ conversation, split }) => [conversation, split]));
  for (const { conversation, split } of examples) expect(splitOf.get(conversation)).toBe(split);
  expect(spoken("b.csv").map(({ split }) => split)).toEqual(examples.map(({ split }) => split));
});

test("without a method the cut is the stratified one of before: it does not know spellings", () => {
  const spelled = (index: number): Partial<UnsplitExample> => ({
    text: index < 45 ? `text ${index}` : `TEXT ${index - 45}`,
  });
  const { examples, report } = completeSplits(rows(90, undefined, spelled), config);
  expect(report).toMatchObject({ method: "stratified", keptLabels: [] });
  const torn = examples.slice(0, 45).filter(({ split }, index) => examples[index + 45]?.split !== split);
  expect(torn.length).toBeGreaterThan(0);
});

test("a row without a split among rows with one is named", async () => {
  expect(await thrown(() => completeSplits([row(1, "train"), row(2, undefined)], config))).toMatch(
    /^FILE_MALFORMED: f: row 2: expected a split as other rows have/,
  );
});
