import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readRowTable, textColumn, type RowTable } from "./row-table.ts";

const work = mkdtempSync(join(tmpdir(), "intentsmith-row-table-"));
afterAll(() => rmSync(work, { recursive: true }));

function tableOf(text: string, name = "in.csv", column = "text"): RowTable {
  const path = join(work, name);
  writeFileSync(path, text);
  return readRowTable(path, column);
}

test("Excel's first line names the delimiter and is no header", () => {
  expect(tableOf("\uFEFFsep=;\r\ntext;id\r\na, b;1\r\n")).toEqual({
    columns: ["text", "id"],
    rows: [["a, b", "1"]],
    delimiter: ";",
  });
});

test.each([";", "\t", "|"])("a header that shows the delimiter %j is cut there", (delimiter) => {
  const text = [
    ["text", "id"],
    ["a, b", "1"],
  ]
    .map((cells) => cells.join(delimiter))
    .join("\n");
  expect(tableOf(text)).toEqual({ columns: ["text", "id"], rows: [["a, b", "1"]], delimiter });
});

test("one column, also with another delimiter in its name, is one column", () => {
  expect(tableOf("text\na; b\n").rows).toEqual([["a; b"]]);
  expect(tableOf("a;b\nc;d\n", "in.csv", "a;b")).toEqual({ columns: ["a;b"], rows: [["c;d"]], delimiter: "," });
});

test("a .tsv is cut at tabs alone", () => {
  expect(tableOf("text,a\nb,c\n", "in.tsv").columns).toEqual(["text,a"]);
});

test("JSON lines keep values of every kind, and columns are the union of the keys", () => {
  const table = tableOf('{"text":"a","n":1}\n\n{"text":null,"tags":["x"]}\n', "in.jsonl");
  expect(table).toEqual({
    columns: ["text", "n", "tags"],
    rows: [
      ["a", 1, undefined],
      [null, undefined, ["x"]],
    ],
    delimiter: undefined,
  });
  expect(textColumn(table, "text", "in.jsonl")).toEqual(["a", ""]);
  expect(() => textColumn(table, "n", "in.jsonl")).toThrow("in.jsonl: row 1: n: expected text or null");
});

test.each([
  ['{"text":"a"}\n{"text":', "FILE_MALFORMED", /line 2: not a JSON object/],
  ["[1]\n", "FILE_MALFORMED", /line 1: not a JSON object: it is no object/],
  ["\n\n", "DATA_EMPTY", /expected a JSON object a line/],
])("JSON lines %j are refused", (text, code, message) => {
  expect(() => tableOf(text, "in.jsonl")).toThrow(
    expect.objectContaining({ code, message: expect.stringMatching(message) }),
  );
});

test("a column that the header names twice is refused, others are found", () => {
  const table = tableOf("id,text,text\n1,a,b\n");
  expect(textColumn(table, "id", "in.csv")).toEqual(["1"]);
  expect(() => textColumn(table, "text", "in.csv")).toThrow(
    expect.objectContaining({
      code: "FILE_MALFORMED",
      message: 'in.csv: the header names "text" more than once',
    }),
  );
});
