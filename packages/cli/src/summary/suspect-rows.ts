import { printable, spreadsheetCell } from "@intentsmith/core";
import type { JudgedLabel, Suspects } from "@intentsmith/train";
import { stringify } from "csv-stringify/sync";
import type { PredictionFormat } from "../predictions/format-predictions.ts";

/** How many are shown in the terminal. */
const shown = 10;

/** Judged labels as a file: one a row, in their order. In tables no cell is a formula to a spreadsheet. */
export function suspectRows(judged: readonly JudgedLabel[], format: PredictionFormat): string {
  const rows = judged.map(suspectRow);
  if (format === "jsonl") return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  return stringify(
    rows.map((row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, cell(value)]))),
    {
      header: true,
      columns: columnNames,
      delimiter: format === "tsv" ? "\t" : ",",
      record_delimiter: "\n",
      quoted_match: /\r/,
    },
  );
}

const columnNames = [
  "text",
  "label",
  "proposed_label",
  "confidence",
  "label_probability",
  "likely_wrong",
  "split",
  "file",
  "row",
] as const;

function suspectRow(judged: JudgedLabel): Record<(typeof columnNames)[number], string | number | boolean> {
  const { example, proposed, proposedProbability, givenProbability, isLikelyWrong } = judged;
  return {
    text: example.text,
    label: example.label,
    proposed_label: proposed,
    confidence: rounded(proposedProbability),
    label_probability: rounded(givenProbability),
    likely_wrong: isLikelyWrong,
    split: example.split,
    file: example.source,
    // An id is the file's name and the place in it: a row, or conversation and turn
    row: example.id.slice(example.source.length + 1),
  };
}

function rounded(value: number): number {
  return Number(value.toFixed(6));
}

function cell(value: string | number | boolean): string {
  return typeof value === "string" ? spreadsheetCell(value) : String(value);
}

/** For the terminal: how many are likely wrong, how far the head is to be trusted, the most doubtful ones. */
export function formatSuspects({ judged, likelyWrong, agreement, head }: Suspects): string {
  const total = judged.length.toLocaleString("en");
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  return [
    `${likelyWrong.toLocaleString("en")} of ${total} labels look wrong (${percent(likelyWrong / judged.length)})`,
    `judged by a head (${head.type}) that did not see the text; it gives ${percent(agreement)} of all texts their label, so some of its doubts are mistakes of its own`,
    ...judged
      .filter(({ isLikelyWrong }) => isLikelyWrong)
      .slice(0, shown)
      .map(({ example, proposed, proposedProbability }) => {
        const text = example.text.length > 80 ? `${example.text.slice(0, 79)}…` : example.text;
        return printable(
          `  ${JSON.stringify(text)} is ${example.label}; rather ${proposed} (${percent(proposedProbability)}): ${example.where}`,
        );
      }),
    ...(likelyWrong > shown ? [`  and ${(likelyWrong - shown).toLocaleString("en")} more in the file`] : []),
  ].join("\n");
}
