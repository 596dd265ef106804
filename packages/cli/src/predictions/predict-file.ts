import {
  beginFileAtomic,
  IntentsmithError,
  refuseExisting,
  turnsInView,
  type Logger,
  type Spoken,
} from "@intentsmith/core";
import type { Classification, IntentClassifier } from "@intentsmith/classifier";
import { PredictionInterrupted } from "./interrupted.ts";
import { columnIndex, openRows, requireText, type RowFile } from "../input/row-table.ts";
import { PredictionWriter, predictionFormat, type FormatOptions } from "./format-predictions.ts";
import { RowConversations, type ConversationColumns } from "./row-conversations.ts";

export interface PredictFileOptions extends ConversationColumns {
  data: string;
  out: string;
  textColumn: string;
  overwrite: boolean;
  topInOneCell: boolean;
  safe: boolean;
}

/** A file to label, looked through and checked before a model is loaded. */
export interface FileToPredict extends PredictFileOptions {
  rows: RowFile;
  format: FormatOptions["format"];
}

/** Rows that are classified together; the embedding of a text may depend on its neighbours in the last bits. */
const rowsAtATime = 512;

/**
 * @throws ARGUMENT_INVALID, OUTPUT_EXISTS unless `overwrite`, what reading the file throws, and FILE_MALFORMED if JSON
 * lines are to be written of a column that the header names twice, or a text is none.
 */
export async function readFileToPredict(options: PredictFileOptions): Promise<FileToPredict> {
  const { data, out, overwrite, safe, textColumn } = options;
  const format = predictionFormat(out);
  if (safe && format === "jsonl") {
    throw new IntentsmithError("ARGUMENT_INVALID", "--safe-csv: expected a .csv or .tsv file as --out", {
      hint: "Leave it out: no spreadsheet runs what stands in JSON lines.",
    });
  }
  if (!overwrite) refuseExisting(out, "Choose another path, or give --overwrite.");
  let at = -1;
  const rows = await openRows(data, textColumn, (row, columns, number) => {
    if (at < 0) at = columns.indexOf(textColumn);
    requireText(row[at] ?? "", `${data}: row ${number}: ${textColumn}`);
  });
  columnIndex(rows, textColumn, "text-column");
  const twice = rows.columns.find((name, i) => rows.columns.indexOf(name) !== i);
  if (format === "jsonl" && twice !== undefined) {
    throw new IntentsmithError("FILE_MALFORMED", `${data}: the header names ${JSON.stringify(twice)} more than once`, {
      hint: "Rename one of the columns, or write .csv: an object has room for one of them.",
    });
  }
  return { ...options, format, rows };
}

/** What a labelling needs beside file and model. */
export interface PredictFileRun {
  top: number;
  logger: Logger;
  signal: AbortSignal;
  /** Sees the predictions, some at a time. */
  onPredictions: (predictions: readonly Classification[]) => void;
}

/**
 * Labels the file's texts and writes its rows with their predictions, in their order. What is held does not grow with the
 * file; `--out` is there whole or not at all. @throws PredictionInterrupted, FILE_MALFORMED, WRITE_FAILED.
 */
export async function predictFile(
  file: FileToPredict,
  classifier: IntentClassifier,
  { top, logger, signal, onPredictions }: PredictFileRun,
): Promise<void> {
  const conversations = new RowConversations(file.rows, classifier, file);
  if (turnsInView(classifier.record.context) > 0 && !conversations.hasContext) {
    logger.warn(
      "this model was trained with earlier turns of the conversation, and no column says which rows belong together (--conversation-column)",
    );
  }
  const format = new PredictionWriter(file.rows, { ...file, top: Math.min(top, classifier.labels.length) });
  const out = beginFileAtomic(file.out);
  let done = 0;
  try {
    out.write(format.header());
    for await (const rows of inChunks(file.rows.rows())) {
      if (signal.aborted)
        throw new PredictionInterrupted(signal, `interrupted after ${done} rows; ${file.out} was not written`);
      const inputs = rows.map((row, i): Spoken => conversations.spoken(row, done + i + 1));
      const predictions = await classifier.classify(inputs, { top });
      out.write(format.rows(rows, predictions));
      onPredictions(predictions);
      done += rows.length;
      logger.progress(`${done} of ${file.rows.rowCount} texts`);
    }
    out.commit();
  } finally {
    out.discard();
  }
  logger.info(`${file.out}: ${done} rows`);
  if (conversations.forgotten > 0) {
    logger.warn(
      `${conversations.forgotten} conversations were left behind, as too many were open at a time: if rows of theirs came later, they were read as new ones`,
    );
  }
  if (format.formulas > 0) {
    logger.info(
      `${format.formulas} cells begin as a formula does (= + - @); for a spreadsheet write them with --safe-csv`,
    );
  }
}

async function* inChunks(rows: AsyncIterable<unknown[]>): AsyncIterable<unknown[][]> {
  let chunk: unknown[][] = [];
  for await (const row of rows) {
    if (chunk.push(row) < rowsAtATime) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
