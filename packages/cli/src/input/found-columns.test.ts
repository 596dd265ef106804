import { describe, expect, test } from "vitest";
import { findColumns } from "./found-columns.ts";

const rows = [
  ["where is my parcel", "track", "train"],
  ["has it shipped", "track", "test"],
  ["cancel it please", "cancel", "train"],
  ["stop my order", "cancel", "train"],
  ["i want out", "cancel", "train"],
];

describe("columns are found", () => {
  test.each([
    { header: ["text", "label", "split"], found: { textColumn: "text", labelColumn: "label", splitColumn: "split" } },
    { header: ["Utterance", "Intent_Name", "n"], found: { textColumn: "Utterance", labelColumn: "Intent_Name" } },
    {
      header: ["query", "category", "Session ID"],
      found: { textColumn: "query", labelColumn: "category", conversationColumn: "Session ID" },
    },
  ])("by their names: $header", ({ header, found }) => {
    expect(findColumns(header, rows, {}, "a.csv")).toEqual(found);
  });

  test("of two by what repeats, in either order", () => {
    const two = rows.map(([text, label]) => [text, label]);
    expect(findColumns(["a", "b"], two, {}, "a.csv")).toEqual({ textColumn: "a", labelColumn: "b" });
    const turned = two.map(([text, label]) => [label, text]);
    expect(findColumns(["a", "b"], turned, {}, "a.csv")).toEqual({ textColumn: "b", labelColumn: "a" });
  });

  test("as the user named them, the other of two follows", () => {
    const two = rows.map(([text, label]) => [text, label]);
    expect(findColumns(["a", "b"], two, { textColumn: "b" }, "a.csv")).toEqual({ textColumn: "b", labelColumn: "a" });
  });

  test("a column called split that holds something else is none", () => {
    const other = rows.map(([text, label]) => [text, label, "left"]);
    expect(findColumns(["text", "label", "split"], other, {}, "a.csv").splitColumn).toBeUndefined();
  });
});

test.each([
  { header: ["a", "b", "c"], flag: "--text-column" },
  { header: ["text", "b", "c"], flag: "--label-column" },
])("$header cannot be told apart: $flag is asked for", ({ header, flag }) => {
  expect(() => findColumns(header, rows, {}, "a.csv")).toThrow(
    expect.objectContaining({ code: "ARGUMENT_INVALID", hint: expect.stringContaining(flag) }),
  );
});
