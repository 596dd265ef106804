import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { CsvConfig } from "../config/data-config.ts";
import { dataFile, resolve } from "../testing/row-files.ts";
import { thrown } from "../testing/thrown.ts";
import { readCsv } from "./csv.ts";

const read = (text: string, config: Partial<CsvConfig> = {}): ReturnType<typeof readCsv> =>
  readCsv(dataFile("a.csv", text), resolve({ reader: "csv", files: ["a.csv"], ...config }));

test("quoted cells may hold delimiters, quotes and newlines", () => {
  const rows = read('text,label\n"a, ""b""\nc",x\nd,y\n');
  expect(rows.map(({ id, where, text, label }) => [id, where, text, label])).toEqual([
    ["a.csv:1", "a.csv: row 1 (line 3)", 'a, "b"\nc', "x"],
    ["a.csv:2", "a.csv: row 2 (line 4)", "d", "y"],
  ]);
});

test.each([
  ["mixed, the first line's CR LF", 'text,label\r\na,x\nb,"y"\r\n"c\r\nd",x\n', ["a", "b", "c\r\nd"], [2, 3, 5]],
  ["mixed, the first line's LF", 'text,label\na,x\r\nb,"y"\nc,x\r\n', ["a", "b", "c"], [2, 3, 4]],
  ["CR alone", "text,label\ra,x\rb,y\r", ["a", "b"], [2, 3]],
  ["LF, a CR inside of a cell", "text,label\na\rb,x\n", ["a\rb"], [3]],
])("line ends: %s", (_, csv, texts, lines) => {
  const rows = read(csv);
  expect(rows.map(({ text }) => text)).toEqual(texts);
  expect(rows.map(({ label }) => label)).toEqual(["x", "y", "x"].slice(0, texts.length));
  expect(rows.map(({ where }) => Number(/line (\d+)/.exec(where)?.[1]))).toEqual(lines);
});

test("other delimiters, column names, order and Windows line ends", () => {
  const [row] = read("id\tintent\tutterance\twho\tdialogue\tpart\r\n7\tx\thello, you\tuser\td1\tDev\r\n", {
    delimiter: "\t",
    textColumn: "utterance",
    labelColumn: "intent",
    roleColumn: "who",
    conversationColumn: "dialogue",
    splitColumn: "part",
  });
  expect(row).toMatchObject({
    text: "hello, you",
    label: "x",
    role: "user",
    conversation: "d1",
    split: "validation",
  });
});

test("a column that is not there is told with those that are, and the nearest", async () => {
  expect(await thrown(() => read("text,category\na,b\n", { labelColumn: "categry" }))).toBe(
    'DATA_COLUMN_MISSING: a.csv: data.labelColumn: expected a column "categry", received "text", "category" | Did you mean "category"?',
  );
  expect(await thrown(() => read("text;label\na;b\n"))).toMatch(/set data\.delimiter to ";"/);
});

test("a header alone, an unclosed quote and a ragged row each say where", async () => {
  expect(await thrown(() => read("text,label\n"))).toMatch(/^DATA_EMPTY: a\.csv: .*only a header line/);
  expect(await thrown(() => read('text,label\n"a,b\n'))).toMatch(/^FILE_MALFORMED: a\.csv: .*line/);
  expect(await thrown(() => read("text,label\na,b\na,b,c\n"))).toMatch(/^FILE_MALFORMED: a\.csv: .*line 3/);
  expect(await thrown(() => read("text,label,split\na,b,later\n", { splitColumn: "split" }))).toMatch(
    /^FILE_MALFORMED: a\.csv: row 1 \(line 2\): split: .*"later"/,
  );
});

test("what a CSV writer writes comes back unchanged", () => {
  const cell = fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => text.trim() !== "");
  fc.assert(
    fc.property(
      fc.array(fc.tuple(cell, cell), { minLength: 1 }),
      fc.constantFrom(",", ";", "\t", "|"),
      (cells, delimiter) => {
        const text = stringify([["text", "label"], ...cells], { delimiter, quoted_match: /\r/ });
        expect(read(text, { delimiter }).map((row) => [row.text, row.label])).toEqual(cells);
      },
    ),
  );
});

test("Excel's first line names the delimiter; rows keep the lines that an editor shows", () => {
  for (const first of ["sep=;", '"sep=;"', "SEP=;"]) {
    const [row] = read(`${first}\r\ntext;label\r\na, b;x\r\n`);
    expect(row).toMatchObject({ text: "a, b", label: "x", where: "a.csv: row 1 (line 3)" });
  }
  expect(read("text,label\nsep=;,x\n")[0]?.text).toBe("sep=;");
});

test("a column that the header names twice is refused if it is used", async () => {
  expect(await thrown(() => read("text,label,label\na,x,y\n"))).toBe(
    'FILE_MALFORMED: a.csv: data.labelColumn: the header names "label" twice (columns 2, 3) | Rename one of them, so that it is clear which one is meant.',
  );
  expect(read("text,label,note,note\na,x,1,2\n")).toHaveLength(1);
});
