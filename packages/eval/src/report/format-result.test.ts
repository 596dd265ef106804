import { expect, test } from "vitest";
import { madeResult } from "../testing/made-result.ts";
import { formatAccuracyLine, formatConfusions, formatLabelAccuracy } from "./format-result.ts";

const cooking = madeResult(
  ["request_next_step", "ask_question_recipe_steps", "stop"],
  [
    [0, 0, 200],
    [0, 1, 14],
    [1, 1, 150],
    [1, 0, 9],
    [2, 0, 1],
    [2, 2, 10],
  ],
);

test("the first line is the accuracy with four decimals, the counts and the interval", () => {
  expect(
    formatAccuracyLine(
      madeResult(
        ["a", "b"],
        [
          [0, 0, 533],
          [0, 1, 139],
        ],
      ),
    ),
  ).toBe("accuracy 0.7932 (533/672), 95 % interval 0.7609 to 0.8221");
  expect(formatLabelAccuracy(cooking).split("\n")[0]).toMatch(/^accuracy 0\.9375 \(360\/384\), 95 % interval /);
});

test("the table is aligned for a terminal", () => {
  expect(formatLabelAccuracy(cooking)).toBe(
    [
      "accuracy 0.9375 (360/384), 95 % interval 0.9087 to 0.9576",
      "",
      "label                      precision  recall      f1  support",
      "request_next_step             0.9524  0.9346  0.9434      214",
      "ask_question_recipe_steps     0.9146  0.9434  0.9288      159",
      "stop                          1.0000  0.9091  0.9524       11",
      "",
      "macro mean                    0.9557  0.9290  0.9415      384",
      "weighted mean                 0.9381  0.9375  0.9376      384",
    ].join("\n"),
  );
});

test("confusions are told in words, the most frequent first, and the rest is counted", () => {
  expect(formatConfusions(cooking, { top: 8 })).toBe(
    [
      "14 × request_next_step taken for ask_question_recipe_steps",
      " 9 × ask_question_recipe_steps taken for request_next_step",
      " 1 × stop taken for request_next_step",
    ].join("\n"),
  );
  expect(formatConfusions(cooking, { top: 1 }).split("\n")).toEqual([
    "14 × request_next_step taken for ask_question_recipe_steps",
    "and 10 more wrong texts in 2 other pairs",
  ]);
  expect(formatConfusions(cooking, { top: 2 }).split("\n").at(-1)).toBe("and 1 more wrong text in 1 other pair");
});

test("a result without a mistake says so", () => {
  expect(formatConfusions(madeResult(["a", "b"], [[0, 0, 3]]), { top: 8 })).toBe("no confusions");
});

test("a label cannot break a line or steer the terminal", () => {
  const text = formatLabelAccuracy(madeResult(["a\n\u001B[31mb", "c"], [[0, 0, 1]]));
  expect(text).not.toContain("\u001B");
  expect(text).toContain("a \\u001b[31mb");
  const swapped = madeResult(["a\u202Eb", "c\td"], [[0, 1, 2]]);
  expect(formatConfusions(swapped, { top: 1 })).toBe("2 × a\\u202eb taken for c d");
});
