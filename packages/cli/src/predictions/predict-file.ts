import { IntentsmithError, refuseExisting, writeFileAtomic, type Logger } from "@intentsmith/core";
import type { Classification, IntentClassifier } from "@intentsmith/classifier";
import { readRowTable, textColumn, type RowTable } from "../input/row-table.ts";
import { formatPredictions, predictionFormat, type FormatOptions } from "./format-predictions.ts";

export interface PredictFileOptions {
  data: string;
  out: string;
  textColumn: string;
  overwrite: boolean;
  topInOneCell: boolean;
  safe: boolean;
}

/** A file to label, read and checked before a model is loaded. */
export interface FileToPredict extends PredictFileOptions {
  table: RowTable;
  texts: string[];
  format: FormatOptions["format"];
}

/**
 * @throws ARGUMENT_INVALID, OUTPUT_EXISTS unless `overwrite`, what reading the file throws, and FILE_MALFORMED if JSON
 * lines are to be written of a column that the header names twice.
 */
export function readFileToPredict(options: PredictFileOptions): FileToPredict {
  const { data, out, overwrite, safe } = options;
  const format = predictionFormat(out);
  if (safe && format === "jsonl") {
    throw new IntentsmithError("ARGUMENT_INVALID", "--safe-csv: expected a .csv or .tsv file as --out", {
      hint: "Leave it out: no spreadsheet runs what stands in JSON lines.",
    });
  }
  if (!overwrite) refuseExisting(out, "Choose another path, or give --overwrite.");
  const table = readRowTable(data, options.textColumn);
  const twice = table.columns.find((name, i) => table.columns.indexOf(name) !== i);
  if (format === "jsonl" && twice !== undefined) {
    throw new IntentsmithError("FILE_MALFORMED", `${data}: the header names ${JSON.stringify(twice)} more than once`, {
      hint: "Rename one of the columns, or write .csv: an object has room for one of them.",
    });
  }
  return { ...options, format, table, texts: textColumn(table, options.textColumn, data) };
}

/** Labels the file's texts and writes its rows with their predictions, which are returned. */
export async function predictFile(
  file: FileToPredict,
  classifier: IntentClassifier,
  top: number,
  logger: Logger,
): Promise<Classification[]> {
  const predictions = await classifyAll(classifier, file.texts, top, logger);
  const options = { ...file, top: Math.min(top, classifier.labels.length) };
  const { text, formulas } = formatPredictions(file.table, predictions, options);
  writeFileAtomic(file.out, text);
  logger.info(`${file.out}: ${predictions.length} rows`);
  if (formulas > 0) {
    logger.info(`${formulas} cells begin as a formula does (= + - @); for a spreadsheet write them with --safe-csv`);
  }
  return predictions;
}

async function classifyAll(
  classifier: IntentClassifier,
  texts: readonly string[],
  top: number,
  logger: Logger,
): Promise<Classification[]> {
  const results: Classification[] = [];
  const atATime = 512;
  for (let start = 0; start < texts.length; start += atATime) {
    results.push(...(await classifier.classify(texts.slice(start, start + atATime), { top })));
    logger.progress(`${results.length} of ${texts.length} texts`);
  }
  return results;
}
