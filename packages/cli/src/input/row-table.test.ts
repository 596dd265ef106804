import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { columnIndex, openRows, readRowTable, type RowTable } from "./row-table.ts";

const work = mkdtempSync(join(tmpdir(), "intentsmith-row-table-"));
afterAll(() => rmSync(work, { recursive: true }));

async function tableOf(text: string | Uint8Array, name = "in.csv", column = "text"): Promise<RowTable> {
  const path = join(work, name);
  writeFileSync(path, text);
  return await readRowTable(path, column);
}

test("Excel's first line names the delimiter and is no header", async () => {
  expect(await tableOf("\uFEFFsep=;\r\ntext;id\r\na, b;1\r\n")).toEqual({
    columns: ["text", "id"],
    rows: [["a, b", "1"]],
    delimiter: ";",
  });
});

test.each([";", "\t", "|"])("a header that shows the delimiter %j is cut there", async (delimiter) => {
  const text = [
    ["text", "id"],
    ["a, b", "1"],
  ]
    .map((cells) => cells.join(delimiter))
    .join("\n");
  expect(await tableOf(text)).toEqual({ columns: ["text", "id"], rows: [["a, b", "1"]], delimiter });
});

test("one column, also with another delimiter in its name, is one column", async () => {
  expect((await tableOf("text\na; b\n")).rows).toEqual([["a; b"]]);
  expect(await tableOf("a;b\nc;d\n", "in.csv", "a;b")).toEqual({ columns: ["a;b"], rows: [["c;d"]], delimiter: "," });
});

test("a .tsv is cut at tabs alone", async () => {
  expect((await tableOf("text,a\nb,c\n", "in.tsv")).columns).toEqual(["text,a"]);
});

test("JSON lines keep values of every kind, and columns are the union of the keys", async () => {
  const table = await tableOf('{"text":"a","n":1}\n\n{"text":null,"tags":["x"]}\n', "in.jsonl");
  expect(table).toEqual({
    columns: ["text", "n", "tags"],
    rows: [
      ["a", 1, undefined],
      [null, undefined, ["x"]],
    ],
    delimiter: undefined,
  });
});

test.each([
  ['{"text":"a"}\n{"text":', "FILE_MALFORMED", /line 2: not a JSON object/],
  ["[1]\n", "FILE_MALFORMED", /line 1: not a JSON object: it is no object/],
  ["\n\n", "DATA_EMPTY", /expected a JSON object a line/],
])("JSON lines %j are refused", async (text, code, message) => {
  await expect(tableOf(text, "in.jsonl")).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
});

test("a column that the header names twice is refused, others are found", async () => {
  const table = { path: "in.csv", ...(await tableOf("id,text,text\n1,a,b\n")) };
  expect(columnIndex(table, "id", "text-column")).toBe(0);
  expect(() => columnIndex(table, "text", "text-column")).toThrow(
    expect.objectContaining({
      code: "FILE_MALFORMED",
      message: 'in.csv: the header names "text" more than once',
    }),
  );
});

test("a file of many pieces is read whole, twice, wherever a piece ends: in a letter, a quoted cell, a line's end", async () => {
  const cell = `é${"x".repeat(997)} "q", a\r\nline`;
  const rows = Array.from({ length: 300 }, (_, i) => [String(i), `${cell}${i}`]);
  const path = join(work, "large.csv");
  writeFileSync(path, `id,text\r\n${rows.map(([id, text]) => `${id},"${text?.replaceAll('"', '""')}"\r\n`).join("")}`);
  const seen: unknown[][] = [];
  const file = await openRows(path, "text", (row) => seen.push(row));
  expect(file).toMatchObject({ rowCount: 300, columns: ["id", "text"], delimiter: "," });
  expect(seen).toEqual(rows);
  const again: unknown[][] = [];
  for await (const row of file.rows()) again.push(row);
  expect(again).toEqual(rows);
});

test.each([
  ["a broken quote", 'text\n"a\n', /not valid CSV/],
  ["bytes that are no UTF-8", Uint8Array.of(116, 10, 0xff, 10), /not UTF-8/],
  ["a binary file", "text\n\0\n", /NUL bytes/],
])("%s is refused by name", async (_, content, message) => {
  await expect(tableOf(content)).rejects.toMatchObject({
    code: "FILE_MALFORMED",
    message: expect.stringMatching(message),
  });
});
