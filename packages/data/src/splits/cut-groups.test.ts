import fc from "fast-check";
import { expect, test } from "vitest";
import { cutGroups } from "./cut-groups.ts";

const groupsArbitrary = fc.array(
  fc.record({ labels: fc.array(fc.constantFrom("a", "b", "c", "rare"), { minLength: 1, maxLength: 30 }) }),
  { minLength: 1, maxLength: 80 },
);

test("every group lands in one bin, deterministically, and every label keeps a group in train", () => {
  fc.assert(
    fc.property(groupsArbitrary, fc.integer(), (groups, seed) => {
      const bins = cutGroups(groups, [0.8, 0.1, 0.1], seed);
      expect(bins).toEqual(cutGroups(groups, [0.8, 0.1, 0.1], seed));
      expect(bins.every((bin) => bin >= 0 && bin < 3)).toBe(true);
      const inTrain = new Set(groups.flatMap((group, index) => (bins[index] === 0 ? group.labels : [])));
      expect(inTrain).toEqual(new Set(groups.flatMap((group) => group.labels)));
    }),
  );
});

test("single rows are stratified to within one row a label", () => {
  const labels = [...Array.from({ length: 500 }, () => "a"), ...Array.from({ length: 100 }, () => "b"), "c", "c"];
  const groups = labels.map((label) => ({ labels: [label] }));
  const bins = cutGroups(groups, [0.7, 0.2, 0.1], 1);
  const count = (label: string, bin: number): number =>
    groups.filter((group, index) => group.labels[0] === label && bins[index] === bin).length;
  for (const [bin, share] of [0.7, 0.2, 0.1].entries()) {
    expect(Math.abs(count("a", bin) - 500 * share)).toBeLessThanOrEqual(1);
    expect(Math.abs(count("b", bin) - 100 * share)).toBeLessThanOrEqual(1);
  }
  expect(count("c", 0)).toBeGreaterThanOrEqual(1);
});

test("another seed gives another cut, and a bin with share 0 stays empty", () => {
  const groups = Array.from({ length: 50 }, (_, index) => ({ labels: [index % 2 === 0 ? "a" : "b"] }));
  expect(cutGroups(groups, [0.8, 0.2, 0], 1)).not.toEqual(cutGroups(groups, [0.8, 0.2, 0], 2));
  expect(cutGroups(groups, [0.8, 0.2, 0], 1)).not.toContain(2);
});

test("a label of one conversation stays in train, wherever balance alone would put it", () => {
  const groups = Array.from({ length: 10 }, (_, index) => ({
    labels: [...Array.from({ length: 20 }, () => "common"), index < 8 ? `rare ${index}` : "common"],
  }));
  for (let seed = 0; seed < 20; seed++) {
    expect([...cutGroups(groups, [0.8, 0.1, 0.1], seed)].slice(0, 8)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  }
});
