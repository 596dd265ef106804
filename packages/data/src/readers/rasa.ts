import { IntentsmithError, parseYaml } from "@intentsmith/core";
import type { DataFile } from "./data-files.ts";
import type { Ignore } from "./ignored.ts";
import type { Row } from "./row.ts";

const learnsFromTexts = "a classifier learns from labelled texts alone";

/** Kinds of items under `nlu` that hold no labelled text. */
const otherItems: Readonly<Record<string, string>> = {
  regex: "regular expressions",
  lookup: "lookup tables",
  synonym: "synonyms",
};

/**
 * Rasa's training data in YAML (format 3.1; also 2.0): `nlu: [{intent, examples}]`, where `examples` is a text of lines
 * that begin with `-`, or a list of `{text}`. Annotations of entities are taken off, `[Berlin](city)` to `Berlin`; what
 * is no intent is passed over and counted. Ids count examples from 1.
 * @throws FILE_MALFORMED with the place; DATA_EMPTY for a file without an intent.
 */
export function readRasa(file: DataFile, ignore: Ignore): Row[] {
  const rows: Row[] = [];
  const { nlu = [], ...others } = readDocument(file);
  for (const what of Object.keys(others)) {
    if (what !== "version") ignore({ what: `sections "${what}"`, why: learnsFromTexts, where: file.path });
  }
  if (!Array.isArray(nlu)) throw malformed(`${file.path}: nlu: expected a list, received ${typeof nlu}`);
  for (const [index, item] of nlu.entries()) {
    const place = `${file.path}: nlu[${index}]`;
    if (!isObject(item)) throw malformed(`${place}: expected an object with an intent and examples`);
    const { intent, examples } = item;
    if (typeof intent !== "string") {
      const kind = Object.keys(item).find((key) => Object.hasOwn(otherItems, key));
      const what = kind === undefined ? "items that are no intent" : (otherItems[kind] as string);
      ignore({ what, why: learnsFromTexts, where: place });
      continue;
    }
    for (const [i, example] of examplesOf(examples, `${file.path}: intent ${intent}`).entries()) {
      const where = `${file.path}: intent ${intent}, example ${i + 1}`;
      const text = withoutEntities(example);
      if (text !== example) ignore({ what: "annotations of entities", why: learnsFromTexts, where });
      rows.push({
        id: `${file.source}:${rows.length + 1}`,
        where,
        text,
        label: intent,
        split: file.split,
        source: file.source,
      });
    }
  }
  if (rows.length > 0) return rows;
  throw new IntentsmithError("DATA_EMPTY", `${file.path}: expected intents with examples under nlu, received none`, {
    hint: "Name the files with NLU training data (often data/nlu.yml); stories, rules and the domain have no texts.",
  });
}

function readDocument(file: DataFile): Record<string, unknown> {
  const parsed = parseYaml(file.text);
  if ("fault" in parsed) {
    const { description, at } = parsed.fault;
    throw malformed(`${file.path}${at === undefined ? "" : `: line ${at.line}`}: not valid YAML: ${description}`);
  }
  if (isObject(parsed.value)) return parsed.value;
  throw malformed(`${file.path}: expected version and nlu, received ${JSON.stringify(parsed.value)?.slice(0, 40)}`);
}

/** @throws FILE_MALFORMED for what is neither lines that begin with "-" nor a list of texts */
function examplesOf(examples: unknown, place: string): string[] {
  if (typeof examples === "string") {
    const lines = examples.split("\n").filter((line) => line.trim() !== "");
    const stray = lines.find((line) => !/^\s*-/.test(line));
    if (stray === undefined) return lines.map((line) => line.replace(/^\s*-\s*/, "").trimEnd());
    throw malformed(`${place}: expected lines that begin with "-", received ${JSON.stringify(stray.slice(0, 40))}`);
  }
  const list = Array.isArray(examples) ? examples : undefined;
  const texts = list?.map((example) => (isObject(example) ? example["text"] : example));
  if (texts?.every((text) => typeof text === "string") === true) {
    return texts.map((text) => text.trim().replace(/^-\s+/, ""));
  }
  throw malformed(`${place}: expected examples as lines that begin with "-" or as a list of texts`);
}

/** `[Berlin](city:value)`, `[Berlin]{"entity": "city"}`, `[Berlin][{…}, {…}]` → `Berlin`. */
export function withoutEntities(example: string): string {
  return example.replaceAll(/\[([^\]]+)\](?:\([^)]+\)|\{[^}]+\}|\[\{[^\]]+\}\])/g, "$1");
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function malformed(message: string): IntentsmithError {
  return new IntentsmithError("FILE_MALFORMED", message, {
    hint: "Mend the file; `rasa data validate` accepts what is read here.",
  });
}
