import { pipeline } from "node:stream/promises";
import { IntentsmithError, messageOf } from "@intentsmith/core";
import { likelyDelimiter, recordEnds, takeExcelSeparator } from "@intentsmith/data";
import { parse } from "csv-parse";
import { parse as parseAtOnce } from "csv-parse/sync";
import { textChunks } from "./text-chunks.ts";

/**
 * The records of a CSV file, its header first, one after the other. `delimiterOf` is given the beginning of the file;
 * what Excel's `sep=` line says goes before it.
 * @throws FILE_NOT_FOUND, FILE_MALFORMED with the line.
 */
export async function* csvRecords(
  path: string,
  delimiterOf: (beginning: string) => string,
): AsyncIterable<{ record: string[]; delimiter: string }> {
  const chunks = textChunks(path)[Symbol.asyncIterator]();
  const first = await chunks.next();
  const beginning = first.done === true ? "" : first.value;
  const { text, delimiter = delimiterOf(beginning) } = takeExcelSeparator(beginning);
  const whole = async function* (): AsyncIterable<string> {
    yield text;
    yield* { [Symbol.asyncIterator]: () => chunks };
  };
  const parser = parse({ delimiter, record_delimiter: recordEnds(text), skip_empty_lines: true });
  // What goes wrong in it destroys the parser, which the loop below then throws.
  const fed = pipeline(whole, parser).catch(() => {});
  try {
    for await (const record of parser as AsyncIterable<string[]>) yield { record, delimiter };
  } catch (cause) {
    if (cause instanceof IntentsmithError) throw cause;
    throw new IntentsmithError("FILE_MALFORMED", `${path}: not valid CSV: ${messageOf(cause)}`, {
      hint: 'Save it as CSV in UTF-8; cells with delimiters, quotes or newlines stand in "…".',
      cause,
    });
  } finally {
    parser.destroy();
    await fed;
  }
}

/** The columns that the beginning of a CSV names; none if it cannot be read. */
export function csvHeader(beginning: string, delimiter: string): string[] {
  try {
    const { text } = takeExcelSeparator(beginning);
    const options = { to: 1, delimiter, record_delimiter: recordEnds(text), skip_empty_lines: true };
    return (parseAtOnce(text, options) as string[][])[0] ?? [];
  } catch {
    return []; // What is wrong with the file is said by whoever reads it.
  }
}

/**
 * The delimiter of a CSV: what Excel's `sep=` line says; else a comma, unless the header, cut at commas, is one cell
 * (not `column`, which is looked for) with `;`, a tab or `|` in it.
 */
export function csvDelimiter(text: string, column: string): string {
  const { text: table, delimiter } = takeExcelSeparator(text);
  if (delimiter !== undefined) return delimiter;
  const comma = ",";
  try {
    const [header = []] = parseAtOnce(table, {
      to: 1,
      record_delimiter: recordEnds(table),
      skip_empty_lines: true,
    }) as string[][];
    return header[0] === column ? comma : (likelyDelimiter(header, comma) ?? comma);
  } catch {
    // What is wrong with the file is said by whoever reads it.
    return comma;
  }
}
