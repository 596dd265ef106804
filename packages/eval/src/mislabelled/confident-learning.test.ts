import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { bestOtherLabel, confidentLearning } from "./confident-learning.ts";

/** Written by oracles/confident_learning.py with cleanlab at the version it names. */
const { cases } = JSON.parse(
  readFileSync(new URL("../../../../oracles/golden/confident-learning.json", import.meta.url), "utf8"),
) as {
  cases: {
    name: string;
    labelCount: number;
    probabilities: number[];
    labels: number[];
    thresholds: number[];
    joint: number[];
    issues: number[];
    normalizedMargin: number[];
    differsFromPaper: boolean;
  }[];
};

/** p(given) − p(best other). [N] */
function marginsOf({ probabilities, labels, labelCount: C }: (typeof cases)[number]): number[] {
  const other = bestOtherLabel(Float64Array.from(probabilities), labels, C);
  const of = (i: number, c: number | undefined): number => probabilities[i * C + (c as number)] as number;
  return labels.map((given, i) => of(i, given) - of(i, other[i]));
}

test("the golden file has its five cases, and one in which cleanlab is not the paper", () => {
  expect(cases.map(({ differsFromPaper }) => differsFromPaper)).toEqual([false, false, false, false, true]);
});

test.each(cases)("$name: thresholds and the margins to the best other label are cleanlab's", (golden) => {
  const probabilities = Float64Array.from(golden.probabilities);
  const { thresholds } = confidentLearning(probabilities, golden.labels, golden.labelCount);
  for (const [c, value] of golden.thresholds.entries()) expect(thresholds[c]).toBeCloseTo(value, 12);
  const margins = marginsOf(golden);
  for (const [i, quality] of golden.normalizedMargin.entries()) expect(margins[i]).toBeCloseTo(2 * quality - 1, 12);
});

test.each(cases)("$name: the joint and the issues are cleanlab's, where it follows the paper", (golden) => {
  const { labelCount: C, labels } = golden;
  const { joint, confidentLabel } = confidentLearning(Float64Array.from(golden.probabilities), labels, C);
  // cleanlab counts at least one text on the diagonal
  const counted = Array.from(joint, (count, at) => (at % (C + 1) === 0 ? Math.max(1, count) : count));
  if (golden.differsFromPaper) {
    expect(counted).not.toEqual(golden.joint);
    return;
  }
  expect(counted).toEqual(golden.joint);
  const margins = marginsOf(golden);
  const issues = labels.flatMap((given, i) => {
    const confident = confidentLabel[i] as number;
    return confident >= 0 && confident !== given && (margins[i] as number) < 0 ? [i] : [];
  });
  expect(issues).toEqual(golden.issues);
});

test("every text is counted once or not at all, and whoever is sure of all given labels finds nothing", () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 30 }), (labels) => {
      const sure = Float64Array.from(labels.flatMap((label) => [0, 1, 2, 3].map((c) => (c === label ? 0.97 : 0.01))));
      const { joint, confidentLabel } = confidentLearning(sure, labels, 4);
      expect(joint.reduce((a, b) => a + b)).toBe(labels.length);
      expect(Array.from(confidentLabel)).toEqual(labels);
    }),
  );
});

test("a single label has no other; sizes that disagree are refused", () => {
  expect(bestOtherLabel(Float64Array.of(1, 1), [0, 0], 1)).toEqual(Int32Array.of(0, 0));
  expect(Array.from(confidentLearning(Float64Array.of(1, 1), [0, 0], 1).joint)).toEqual([2]);
  const refused = expect.objectContaining({ code: "ARGUMENT_INVALID" });
  expect(() => confidentLearning(Float64Array.of(1), [0, 0], 1)).toThrow(refused);
  expect(() => bestOtherLabel(Float64Array.of(1), [0, 0], 1)).toThrow(refused);
});
