import { expect, test } from "vitest";
import type { Classification } from "@intentsmith/classifier";
import type { RowTable } from "../input/row-table.ts";
import { formatPredictions, predictionFormat, type FormatOptions } from "./format-predictions.ts";

const scored = (label: string, score: number) => ({ label, words: `${label} words`, score });
const prediction: Classification = {
  text: "go on",
  ...scored("next", 0.75),
  top: [scored("next", 0.75), scored("stop", 0.125)],
};
const table: RowTable = { columns: ["id", "text", "label"], rows: [["1", "go on", "gold"]], delimiter: "," };
const csv: FormatOptions = { format: "csv", top: 1, topInOneCell: false, safe: false };

const textOf = (input: RowTable, options: Partial<FormatOptions> = {}): string =>
  formatPredictions(input, [prediction], { ...csv, ...options }).text;

test("a table has the file's columns, then the predicted ones, best label first", () => {
  expect(textOf(table)).toBe("id,text,label,predicted_label,predicted_score\n1,go on,gold,next,0.750000\n");
  expect(textOf(table, { top: 2 })).toBe(
    "id,text,label,predicted_label,predicted_score,predicted_label_2,predicted_score_2\n" +
      "1,go on,gold,next,0.750000,stop,0.125000\n",
  );
  expect(textOf(table, { top: 2, topInOneCell: true })).toBe(
    "id,text,label,predicted_label,predicted_score,predicted_top\n" +
      '1,go on,gold,next,0.750000,"[{""label"":""next"",""score"":0.75},{""label"":""stop"",""score"":0.125}]"\n',
  );
});

test("names that the file has already stay the file's own", () => {
  const [header] = textOf({ ...table, columns: ["predicted_label", "text", "predicted_score"] }).split("\n");
  expect(header).toBe("predicted_label,text,predicted_score,predicted_label_new,predicted_score_new");
});

test("a .csv keeps the input's delimiter, but never a tab; a .tsv has tabs", () => {
  expect(textOf({ ...table, delimiter: ";" })).toMatch(/^id;text;label;predicted_label;predicted_score\n/);
  expect(textOf({ ...table, delimiter: "\t" })).toMatch(/^id,text,/);
  expect(textOf({ ...table, delimiter: ";" }, { format: "tsv" })).toMatch(/^id\ttext\tlabel\tpredicted_label\t/);
});

test("JSON lines have the row's own fields under input, with their types, and no field that was not there", () => {
  const rows: RowTable = { columns: ["text", "n", "none"], rows: [["go on", 3, undefined]], delimiter: undefined };
  expect(textOf(rows, { format: "jsonl", top: 2 })).toBe(
    '{"input":{"text":"go on","n":3},"label":"next","words":"next words","score":0.75,' +
      '"top":[{"label":"next","score":0.75},{"label":"stop","score":0.125}]}\n',
  );
  expect(textOf(rows)).toBe("text,n,none,predicted_label,predicted_score\ngo on,3,,next,0.750000\n");
});

test("cells that a spreadsheet would run are counted, and written as text where that is asked for", () => {
  const formulas = { ...table, columns: ["=name", "text"], rows: [["-3", "=1+1"]] };
  expect(formatPredictions(formulas, [prediction], csv)).toMatchObject({
    text: expect.stringMatching(/\n-3,=1\+1,next,/),
    formulas: 2,
  });
  expect(formatPredictions(formulas, [prediction], { ...csv, safe: true })).toEqual({
    text: "'=name,text,predicted_label,predicted_score\n-3,'=1+1,next,0.750000\n",
    formulas: 0,
  });
});

test.each([
  ["a.csv", "csv"],
  ["A.TSV", "tsv"],
  ["a.b.jsonl", "jsonl"],
  ["a.ndjson", "jsonl"],
])("%s is written as %s", (path, format) => expect(predictionFormat(path)).toBe(format));

test.each(["out", "out.txt", "out.json", "out.constructor"])("%s: the ending says no format", (path) => {
  expect(() => predictionFormat(path)).toThrow(
    expect.objectContaining({
      code: "ARGUMENT_INVALID",
      message: `--out ${path}: expected a .csv, .tsv or .jsonl file`,
    }),
  );
});
