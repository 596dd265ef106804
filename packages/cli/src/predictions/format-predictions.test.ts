import { expect, test } from "vitest";
import type { Classification } from "@intentsmith/classifier";
import type { RowTable } from "../input/row-table.ts";
import { PredictionWriter, predictionFormat, type FormatOptions } from "./format-predictions.ts";

const scored = (label: string, score: number, probability: number) => ({
  label,
  words: `${label} words`,
  score,
  probability,
});
const prediction: Classification = {
  text: "go on",
  ...scored("next", 0.75, 0.5),
  abstained: false,
  wouldBe: "next",
  truncated: false,
  top: [scored("next", 0.75, 0.5), scored("stop", 0.125, 0.25)],
  model: "0123456789ab",
};
const predicted = "predicted_label,predicted_score,predicted_probability,abstained";
const ofNext = "next,0.750000,0.500000,false";
const table: RowTable = { columns: ["id", "text", "label"], rows: [["1", "go on", "gold"]], delimiter: "," };
const csv: FormatOptions = { format: "csv", top: 1, topInOneCell: false, safe: false };

function formatted(input: RowTable, options: Partial<FormatOptions> = {}, said = prediction) {
  const format = new PredictionWriter(input, { ...csv, ...options });
  const text = format.header() + format.rows(input.rows, [said]);
  return { text, formulas: format.formulas };
}

const textOf = (input: RowTable, options: Partial<FormatOptions> = {}): string => formatted(input, options).text;

test("a table has the file's columns, then the predicted ones, best label first", () => {
  expect(textOf(table)).toBe(`id,text,label,${predicted}\n1,go on,gold,${ofNext}\n`);
  expect(textOf(table, { top: 2 })).toBe(
    `id,text,label,${predicted},predicted_label_2,predicted_score_2\n1,go on,gold,${ofNext},stop,0.125000\n`,
  );
  const [header, row] = textOf(table, { top: 2, topInOneCell: true }).split("\n");
  expect(header).toBe(`id,text,label,${predicted},predicted_top`);
  const cell = row?.slice(`1,go on,gold,${ofNext},`.length).replace(/^"(.*)"$/, "$1");
  expect(JSON.parse(cell?.replaceAll('""', '"') ?? "")).toEqual(prediction.top);
});

test("an answer that the model withholds is an empty cell, and said to be one", () => {
  const withheld: Classification = { ...prediction, label: null, abstained: true, reason: "below-threshold" };
  expect(formatted(table, {}, withheld).text).toMatch(/\n1,go on,gold,,0\.750000,0\.500000,true\n$/);
});

test("names that the file has already stay the file's own", () => {
  const [header] = textOf({ ...table, columns: ["predicted_label", "text", "predicted_score"] }).split("\n");
  expect(header).toMatch(/^predicted_label,text,predicted_score,predicted_label_new,predicted_score_new,/);
});

test("a .csv keeps the input's delimiter, but never a tab; a .tsv has tabs", () => {
  expect(textOf({ ...table, delimiter: ";" })).toMatch(/^id;text;label;predicted_label;predicted_score;/);
  expect(textOf({ ...table, delimiter: "\t" })).toMatch(/^id,text,/);
  expect(textOf({ ...table, delimiter: ";" }, { format: "tsv" })).toMatch(/^id\ttext\tlabel\tpredicted_label\t/);
});

test("JSON lines have the row's own fields under input, with their types, and no field that was not there", () => {
  const rows: RowTable = { columns: ["text", "n", "none"], rows: [["go on", 3, undefined]], delimiter: undefined };
  const line = textOf(rows, { format: "jsonl", top: 2 });
  expect(line).toMatch(/^\{"input":\{"text":"go on","n":3\},.*\}\n$/);
  const { text: _, ...said } = prediction;
  expect(JSON.parse(line)).toEqual({ input: { text: "go on", n: 3 }, ...said });
  expect(textOf(rows)).toBe(`text,n,none,${predicted}\ngo on,3,,${ofNext}\n`);
});

test("cells that a spreadsheet would run are counted, and written as text where that is asked for", () => {
  const formulas = { ...table, columns: ["=name", "text"], rows: [["-3", "=1+1"]] };
  expect(formatted(formulas)).toMatchObject({
    text: expect.stringMatching(/\n-3,=1\+1,next,/),
    formulas: 2,
  });
  expect(formatted(formulas, { safe: true })).toEqual({
    text: `'=name,text,${predicted}\n-3,'=1+1,${ofNext}\n`,
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
