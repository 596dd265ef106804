import { expect, test } from "vitest";
import { textTable } from "./text-table.ts";

test("columns line up, numbers to the right with commas", () => {
  expect(
    textTable(
      ["split", "rows", "note"],
      [
        ["train", 6340, "é"],
        ["test", 5, ""],
      ],
    ),
  ).toBe(["split   rows  note", "train  6,340  é", "test       5"].join("\n"));
});

test("texts that read as numbers go to the right, with dashes and NaN among them", () => {
  expect(
    textTable(
      ["run", "loss", "note"],
      [
        ["a", "0.25", "1"],
        ["b", "–", "x"],
        ["c", "NaN", ""],
        ["d", "1e-7", "2"],
      ],
    ),
  ).toBe(["run  loss  note", "a    0.25  1", "b       –  x", "c     NaN", "d    1e-7  2"].join("\n"));
});

test("a cell can neither break its line nor steer the terminal", () => {
  expect(textTable(["a\tb", "c"], [["x\ny", "\u001B[2J"]])).toBe(["a b  c", "x y  \\u001b[2J"].join("\n"));
});

test("a table without rows is its header", () => {
  expect(textTable(["a", "b"], [])).toBe("a  b");
});
