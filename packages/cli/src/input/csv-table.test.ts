import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { columnIndex, readCsvTable } from "./csv-table.ts";

const work = mkdtempSync(join(tmpdir(), "intentsmith-csv-table-"));
afterAll(() => rmSync(work, { recursive: true }));

function tableOf(text: string): ReturnType<typeof readCsvTable> {
  const path = join(work, "in.csv");
  writeFileSync(path, text);
  return readCsvTable(path);
}

test("Excel's first line names the delimiter and is no header", () => {
  expect(tableOf("\uFEFFsep=;\r\ntext;id\r\na, b;1\r\n")).toEqual({ header: ["text", "id"], rows: [["a, b", "1"]] });
});

test("a column that the header names twice is refused, others are found", () => {
  const table = tableOf("id,text,text\n1,a,b\n");
  expect(columnIndex(table, "id", "in.csv")).toBe(0);
  expect(() => columnIndex(table, "text", "in.csv")).toThrow(
    expect.objectContaining({
      code: "FILE_MALFORMED",
      message: 'in.csv: the header names "text" more than once',
    }),
  );
});
