import { IntentsmithError, messageOf } from "@intentsmith/core";
import { likelyDelimiter, recordEnds, takeExcelSeparator } from "@intentsmith/data";
import { parse } from "csv-parse/sync";

/** The text of a file in UTF-8, without a byte-order mark. @throws FILE_MALFORMED for bytes that are no such text. */
export function utf8Text(bytes: Uint8Array, path: string): string {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw malformed(path, "it is not UTF-8 text", cause);
  }
  if (text.includes("\0")) throw malformed(path, "it holds NUL bytes: is it a binary file?");
  return text;
}

/** The records of a CSV, its header first. @throws FILE_MALFORMED with the line. */
export function csvRecords(text: string, path: string, delimiter: string): string[][] {
  try {
    const { text: table } = takeExcelSeparator(text);
    return parse(table, { delimiter, record_delimiter: recordEnds(table), skip_empty_lines: true });
  } catch (cause) {
    throw malformed(path, messageOf(cause), cause);
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
    const [header = []] = parse(table, {
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

function malformed(path: string, reason: string, cause?: unknown): IntentsmithError {
  return new IntentsmithError("FILE_MALFORMED", `${path}: not valid CSV: ${reason}`, {
    hint: 'Save it as CSV in UTF-8; cells with delimiters, quotes or newlines stand in "…".',
    cause,
  });
}
