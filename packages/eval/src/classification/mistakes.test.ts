import { expect, test } from "vitest";
import { labelAccuracy } from "./label-accuracy.ts";
import { mistakes } from "./mistakes.ts";

const result = labelAccuracy({
  scores: Float32Array.of(0.5, 0.25, 0.125, 0.25, 0.75, 0.5, 1, 0.5, 0.75, 0.25, 0.25, 0.5),
  labelCount: 3,
  targets: Int32Array.of(0, 0, 2, 0),
  labelNames: ["a", "b", "c"],
});

test("wrong texts come with the right label's place and the runner-up, the most confident first", () => {
  expect(mistakes(result)).toEqual([
    {
      row: 2,
      expected: "c",
      predicted: "a",
      score: 1,
      expectedScore: 0.75,
      expectedRank: 2,
      runnerUp: "c",
      runnerUpScore: 0.75,
    },
    {
      row: 1,
      expected: "a",
      predicted: "b",
      score: 0.75,
      expectedScore: 0.25,
      expectedRank: 3,
      runnerUp: "c",
      runnerUpScore: 0.5,
    },
    {
      row: 3,
      expected: "a",
      predicted: "c",
      score: 0.5,
      expectedScore: 0.25,
      expectedRank: 2,
      runnerUp: "a",
      runnerUpScore: 0.25,
    },
  ]);
});
