import { expect, test } from "vitest";
import type { JsonlConfig } from "../config/data-config.ts";
import { dataFile, resolve } from "../testing/row-files.ts";
import { thrown } from "../testing/thrown.ts";
import { readJsonl } from "./jsonl.ts";

const read = (text: string, config: Partial<JsonlConfig> = {}): ReturnType<typeof readJsonl> =>
  readJsonl(dataFile("a.jsonl", text), resolve({ reader: "jsonl", files: ["a.jsonl"], ...config }));

test("lines become rows; blank lines are skipped and ids count lines", () => {
  expect(read('{"text":"a\\nb","label":"x"}\r\n\n{"text":null,"label":"y","extra":[1]}\n')).toEqual([
    { id: "a.jsonl:1", where: "a.jsonl: line 1", text: "a\nb", label: "x", split: undefined, source: "a.jsonl" },
    { id: "a.jsonl:3", where: "a.jsonl: line 3", text: null, label: "y", split: undefined, source: "a.jsonl" },
  ]);
});

test("an optional column may be absent from some lines", () => {
  const rows = read('{"text":"a","label":"x","who":"user"}\n{"text":"b","label":"x"}\n', { roleColumn: "who" });
  expect(rows.map((row) => row.role)).toEqual(["user", undefined]);
});

test.each([
  ['{"text":"a","label":"x"}\n{"text":', /^FILE_MALFORMED: a\.jsonl: line 2: not valid JSON/],
  ["[1]\n", /^FILE_MALFORMED: a\.jsonl: line 1: expected a JSON object, received \[1\]/],
  ['{"text":"a","label":3}\n', /^FILE_MALFORMED: a\.jsonl: line 1: label: expected text or null, received 3/],
  ['{"text":"a","lable":"x"}\n', /^DATA_COLUMN_MISSING: a\.jsonl: line 1: .*"label".* \| Did you mean "lable"\?/],
  ["\n\n", /^DATA_EMPTY: a\.jsonl/],
])("a bad line is named with its number: %j", async (text, message) => {
  expect(await thrown(() => read(text))).toMatch(message);
});

test("a column that no line has is missing", async () => {
  expect(await thrown(() => read('{"text":"a","label":"x","part":"test"}\n', { splitColumn: "pert" }))).toMatch(
    /^DATA_COLUMN_MISSING: a\.jsonl: data\.splitColumn: .* \| Did you mean "part"\?/,
  );
});
