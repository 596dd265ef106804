import { expect, test } from "vitest";
import { labelAccuracy } from "../classification/label-accuracy.ts";
import { scoreBins, scoreSection } from "./score-section.ts";

const result = labelAccuracy({
  scores: Float32Array.of(0.52, 0.1, 0.58, 0.1, 0.88, 0.1),
  labelCount: 2,
  targets: Int32Array.of(0, 1, 0),
  labelNames: ["a", "b"],
});

test("scores fall into twenty bins between the smallest and the largest, rounded outwards to tenths", () => {
  const bins = scoreBins(result);
  expect(bins).toHaveLength(20);
  expect(bins[0]?.from).toBeCloseTo(0.5, 12);
  expect(bins.at(-1)?.to).toBeCloseTo(0.9, 12);
  // 0.52 in [0.52, 0.54), 0.58 in [0.58, 0.60), 0.88 in the last
  const filled = bins.flatMap(({ right, wrong }, bin) => (right + wrong > 0 ? [[bin, right, wrong]] : []));
  expect(filled.map(([, right, wrong]) => [right, wrong])).toEqual([
    [1, 0],
    [0, 1],
    [1, 0],
  ]);
  expect(filled.at(-1)?.[0]).toBeGreaterThanOrEqual(18);
});

test("equal scores still have an axis", () => {
  const equal = labelAccuracy({
    scores: Float32Array.of(0.5, 0, 0.5, 0),
    labelCount: 2,
    targets: Int32Array.of(0, 0),
    labelNames: ["a", "b"],
  });
  const bins = scoreBins(equal);
  expect([bins[0]?.from, bins.at(-1)?.to]).toEqual([0.5, 0.6]);
  expect(bins[0]).toMatchObject({ right: 2, wrong: 0 });
});

test("the picture has axes with names, and the threshold only where one is given", async () => {
  const { content } = await scoreSection(result);
  expect(content).toContain("score of the answer");
  expect(content).toContain("texts");
  expect(content).not.toContain("threshold");
  expect((await scoreSection(result, 0.7)).content).toContain("the line is the threshold, 0.700");
});
