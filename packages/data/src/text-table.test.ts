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

test("a table without rows is its header", () => {
  expect(textTable(["a", "b"], [])).toBe("a  b");
});
