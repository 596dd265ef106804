import { expect, test } from "vitest";
import { embeddingsOf } from "../testing/golden.ts";
import { leakAccuracy } from "./leak-accuracy.ts";
import { findLeaks } from "./leaks.ts";

const text = (id: string, text: string) => ({ id, text, label: "a" });
const training = [text("t:1", "How much salt?"), text("t:2", "Stop the oven now")];
const tested = [text("x:1", "how  MUCH salt ?"), text("x:2", "stop that oven now"), text("x:3", "hello")];

test("the same text in any spelling leaks, and a near one from the threshold on", () => {
  expect(findLeaks(tested, training)).toEqual([
    { row: 0, text: "How much salt?", label: "a", id: "t:1", cosine: 1, isSame: true },
  ]);
  const near = {
    texts: embeddingsOf([
      [1, 0],
      [0.6, 0.8],
      [-1, 0],
    ]),
    training: embeddingsOf([
      [1, 0],
      [0, 1],
    ]),
  };
  const leaks = findLeaks(tested, training, { ...near, threshold: 0.75 });
  expect(leaks.map(({ row, id, isSame }) => [row, id, isSame])).toEqual([
    [0, "t:1", true],
    [1, "t:2", false],
  ]);
  expect(leaks[1]?.cosine).toBeCloseTo(0.8, 6);
  expect(findLeaks(tested, training, { ...near, threshold: 0.85 })).toHaveLength(1);
  expect(findLeaks(tested, [])).toEqual([]);
});

test("the rest has an accuracy of its own; where all texts leak there is no rest", () => {
  const result = {
    targets: Int32Array.of(0, 0, 1, 1),
    predictions: { label: Int32Array.of(0, 0, 1, 0), score: new Float32Array(4), scores: new Float32Array() },
  };
  const leak = (row: number, isSame: boolean) => ({ row, text: "", label: "", id: "", cosine: 1, isSame });
  const measured = leakAccuracy(result, [leak(0, true), leak(1, false)], 0.9);
  expect(measured).toMatchObject({
    same: 1,
    near: 1,
    threshold: 0.9,
    leaked: { accuracy: 1 },
    rest: { accuracy: 0.5 },
  });
  expect(
    leakAccuracy(
      result,
      [0, 1, 2, 3].map((row) => leak(row, true)),
    ).rest,
  ).toBeUndefined();
  expect(leakAccuracy(result, []).leaked).toBeUndefined();
});
