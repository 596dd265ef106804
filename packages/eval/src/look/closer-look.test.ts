import type { Example } from "@intentsmith/data";
import { expect, test } from "vitest";
import { labelAccuracy } from "../classification/label-accuracy.ts";
import { formatLook, formatUnsure } from "../report/format-look.ts";
import { closerLook, labelsToExplain } from "./closer-look.ts";

const example = (text: string, label: string, split: "train" | "test", row: number): Example => ({
  id: `d.csv:${row}`,
  where: `d.csv: row ${row}`,
  text,
  label,
  split,
  source: "d.csv",
});
const examples = [
  example("stop it", "stop", "test", 1),
  example("go on then", "next", "test", 2),
  example("go  ON", "next", "test", 3),
];
const input = {
  scores: Float32Array.of(2, 1.9, 2, 0.1, 0, 3),
  labelCount: 2,
  targets: Int32Array.of(0, 1, 1),
};
const evaluation = {
  examples,
  input,
  result: labelAccuracy({ ...input, labelNames: ["stop", "next"] }),
  outOfScope: { scores: new Float32Array() },
};
const training = example("go on", "next", "train", 4);

test("leaks, unsure texts and what explains them come out of one look", () => {
  const look = closerLook(evaluation, { examples: [...examples, training] }, { temperature: 1 });
  expect(look.leaks).toMatchObject({ same: 1, leaked: { correct: 1 }, rest: { correct: 1, total: 2 } });
  expect(look.leaks?.texts).toMatchObject([{ row: 2, id: "d.csv:4" }]);
  expect(look.unsure.ambiguous.map(({ row }) => row)).toEqual([0]);
  expect(labelsToExplain(evaluation, look)).toEqual(
    new Map([
      [1, ["stop", "next"]],
      [0, ["stop", "next"]],
    ]),
  );
  expect(formatLook(look)).toBe(
    "1 of 3 texts are also training texts: accuracy 1.0000 (1/1, 95 % interval 0.2065 to 1.0000) on these, 0.5000 (1/2, 95 % interval 0.0945 to 0.9055) on the rest.",
  );
  const neighbours = new Map([[0, [{ text: "halt", label: "stop", cosine: 0.5, id: "d.csv:9" }]]]);
  expect(formatUnsure(look, evaluation.result, examples, neighbours).split("\n")).toEqual([
    "texts between two labels: 1",
    '  "stop it" stop 0.52 or next 0.48, is stop (d.csv:1)',
    '    near stop: "halt" (cosine 0.500, d.csv:9)',
    "texts near no label: 0",
  ]);
});

test("without training texts there are no leaks, and the training split itself has none either", () => {
  expect(closerLook(evaluation, { examples }, { temperature: 1 }).leaks).toBeUndefined();
  const own = examples.map((one): Example => ({ ...one, split: "train" }));
  const look = closerLook({ ...evaluation, examples: own }, { examples: own }, { temperature: 1 });
  expect(look.leaks).toBeUndefined();
});

test("leaks by embedding that were found before take the place of those by text", () => {
  const leaks = [{ row: 0, text: "stop", label: "stop", id: "d.csv:8", cosine: 0.97, isSame: false }];
  const look = closerLook(
    evaluation,
    { examples: [...examples, training] },
    { temperature: 1, near: { leaks, threshold: 0.95 } },
  );
  expect(look.leaks).toMatchObject({ same: 0, near: 1, threshold: 0.95, rest: { total: 2 } });
  expect(formatLook(look)).toMatch(
    /^0 of 3 texts are also training texts, 1 more are near one \(cosine 0.95 or more\): /,
  );
});
