import { IntentsmithError } from "@intentsmith/core";

/** Which columns hold what. */
export interface FoundColumns {
  textColumn: string;
  labelColumn: string;
  splitColumn?: string;
  conversationColumn?: string;
  roleColumn?: string;
}

/** What columns are usually called, the likelier first; without case, blanks, `-` and `_`. */
const usual = {
  textColumn: [
    "text",
    "utterance",
    "query",
    "message",
    "sentence",
    "question",
    "phrase",
    "input",
    "example",
    "content",
  ],
  labelColumn: ["label", "intent", "category", "class", "target", "tag", "topic", "intentname", "labelname"],
  splitColumn: ["split", "datasplit", "set", "partition"],
  conversationColumn: ["conversation", "conversationid", "dialogue", "dialogueid", "dialogid", "session", "sessionid"],
  roleColumn: ["role", "speaker"],
} as const;

const splitValues = new Set(["train", "validation", "valid", "dev", "test"]);

/** The column of this meaning, by what such columns are usually called. */
export function usualColumn(key: keyof typeof usual, header: readonly string[]): string | undefined {
  return usual[key].flatMap((name) => header.filter((column) => plain(column) === name))[0];
}

/**
 * Finds the columns of a table by their names; of two columns without such a name, the label is the one with fewer
 * different values. `given`: what the user named.
 * @throws ARGUMENT_INVALID asking for --text-column or --label-column where that cannot be told.
 */
export function findColumns(
  header: readonly string[],
  rows: readonly (readonly unknown[])[],
  given: { textColumn?: string | undefined; labelColumn?: string | undefined },
  path: string,
): FoundColumns {
  const named = (key: keyof typeof usual): string | undefined => usualColumn(key, header);
  const others = (taken: string | undefined): string[] => header.filter((column) => column !== taken);
  let textColumn = given.textColumn ?? named("textColumn");
  let labelColumn = given.labelColumn ?? named("labelColumn");
  if (header.length === 2) {
    if (textColumn === undefined && labelColumn === undefined) [textColumn, labelColumn] = byRepetition(header, rows);
    textColumn ??= others(labelColumn)[0];
    labelColumn ??= others(textColumn)[0];
  }
  if (textColumn === undefined) throw unclear("text", "--text-column", header, path);
  if (labelColumn === undefined) throw unclear("label", "--label-column", header, path);
  const splitColumn = named("splitColumn");
  const isSplit =
    splitColumn !== undefined && valuesOf(splitColumn, header, rows).every((value) => splitValues.has(value));
  const conversationColumn = named("conversationColumn");
  const roleColumn = named("roleColumn");
  return {
    textColumn,
    labelColumn,
    ...(isSplit ? { splitColumn } : {}),
    ...(conversationColumn === undefined ? {} : { conversationColumn }),
    ...(roleColumn === undefined ? {} : { roleColumn }),
  };
}

function plain(column: string): string {
  return column.toLowerCase().replaceAll(/[\s_-]/g, "");
}

function valuesOf(column: string, header: readonly string[], rows: readonly (readonly unknown[])[]): string[] {
  const at = header.indexOf(column);
  return [
    ...new Set(
      rows.map((row) =>
        String(row[at] ?? "")
          .trim()
          .toLowerCase(),
      ),
    ),
  ];
}

/** Texts differ from row to row, labels repeat. Undefined where neither clearly does. */
function byRepetition(
  header: readonly string[],
  rows: readonly (readonly unknown[])[],
): [text: string | undefined, label: string | undefined] {
  const [a = "", b = ""] = header;
  const [distinctA, distinctB] = [valuesOf(a, header, rows).length, valuesOf(b, header, rows).length];
  if (distinctA > 2 * distinctB) return [a, b];
  if (distinctB > 2 * distinctA) return [b, a];
  return [undefined, undefined];
}

function unclear(what: string, flag: string, header: readonly string[], path: string): IntentsmithError {
  const columns = header.map((name) => JSON.stringify(name)).join(", ");
  return new IntentsmithError("ARGUMENT_INVALID", `${path}: which column holds the ${what}? It has ${columns}`, {
    hint: `Name it: ${flag} NAME`,
  });
}
