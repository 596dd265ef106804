import { describe, expect, test } from "vitest";
import type { Example } from "@intentsmith/data";
import { madeResult } from "../testing/made-result.ts";
import { compareEvaluations, requireSameLabels } from "./compare-evaluations.ts";

const labels = ["go_on", "stop", "salt"];
const example = (i: number, label: string, conversation?: string): Example => ({
  id: `test.csv:${i + 1}`,
  where: `test.csv: row ${i + 1}`,
  text: `text ${i}`,
  label,
  split: "test",
  source: "test.csv",
  ...(conversation === undefined ? {} : { conversation }),
});
const examples = [example(0, "go_on", "a"), example(1, "stop", "a"), example(2, "salt", "b")];
const evaluated = (...predicted: number[]): { examples: Example[]; result: ReturnType<typeof madeResult> } => ({
  examples,
  result: madeResult(
    labels,
    predicted.map((label, i) => [i, label, 1] as const),
  ),
});

describe("two evaluations of the same examples", () => {
  test("name the texts that tell them apart, with what each says", () => {
    const comparison = compareEvaluations(evaluated(0, 2, 2), evaluated(1, 1, 2));
    expect(comparison.onlyModel).toEqual([
      { id: "test.csv:1", text: "text 0", label: "go_on", model: "go_on", other: "stop" },
    ]);
    expect(comparison.onlyOther).toEqual([
      { id: "test.csv:2", text: "text 1", label: "stop", model: "salt", other: "stop" },
    ]);
    expect(comparison).toMatchObject({ bothRight: 1, bothWrong: 0, groupCount: 2 });
  });

  test("conversations of two files that have the same name are two", () => {
    const twoFiles = examples.map((one, i) => ({ ...one, conversation: "a", source: i === 2 ? "b.csv" : "a.csv" }));
    const side = { ...evaluated(0, 1, 2), examples: twoFiles };
    expect(compareEvaluations(side, side).groupCount).toBe(2);
  });

  test("refuse other texts, naming the first", () => {
    const moved = { ...evaluated(0, 1, 2), examples: [examples[0], examples[2], examples[1]] as Example[] };
    expect(() => compareEvaluations(evaluated(0, 1, 2), moved)).toThrow(
      expect.objectContaining({ code: "ARGUMENT_INVALID", message: expect.stringContaining("text 2 is test.csv:2") }),
    );
    const shorter = { ...evaluated(0, 1, 2), examples: examples.slice(0, 2) };
    expect(() => compareEvaluations(evaluated(0, 1, 2), shorter)).toThrow(
      /text 3 is test\.csv:3 "text 2" \(salt\) and nothing/,
    );
  });
});

describe("models of other labels", () => {
  test("are refused with what each has alone", () => {
    expect(() => requireSameLabels(["a", "b"], ["a", "c"])).toThrow(
      expect.objectContaining({
        code: "ARGUMENT_INVALID",
        message: 'the two models have other labels: only the model has "b"; only the other has "c"',
      }),
    );
  });

  test("of a thousand, five are named and the rest counted", () => {
    const thousand = Array.from({ length: 1000 }, (_, k) => `label ${k}`);
    expect(() => requireSameLabels(thousand, ["label 0"])).toThrow(
      /only the model has "label 1", "label 2", "label 3", "label 4", "label 5" and 994 more$/,
    );
  });

  test("and in another order are refused too, since indices would not mean the same", () => {
    expect(() => requireSameLabels(["a", "b"], ["b", "a"])).toThrow(/label 0 is not the same/);
    expect(() => requireSameLabels(["a", "b"], ["a", "b"])).not.toThrow();
  });
});
