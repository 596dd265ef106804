import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { IntentsmithError, parseJson, readJsonFile } from "@intentsmith/core";
import { z } from "zod";
import type { DataFile } from "./data-files.ts";
import { intentOfPhrases } from "./folder-files.ts";
import type { Ignore } from "./ignored.ts";
import type { Row } from "./row.ts";

/** The phrases of one intent in one language. */
const phrases = z.array(
  z.looseObject({
    data: z.array(z.looseObject({ text: z.string(), meta: z.string().nullish() })),
    isTemplate: z.boolean().nullish(),
  }),
);

/**
 * The phrases of an intent of a Dialogflow ES export (`intents/NAME_usersays_LANGUAGE.json`); the label is the name in
 * `intents/NAME.json` beside it. Annotations are taken off; templates (`@sys.date:date`) are passed over and counted.
 * Ids count phrases from 1.
 * @throws FILE_MALFORMED with the place
 */
export function readDialogflow(file: DataFile, ignore: Ignore): Row[] {
  const parsed = phrases.safeParse(parseJson(file.text, file.path, "the phrases of an intent"));
  if (!parsed.success) {
    throw new IntentsmithError("FILE_MALFORMED", `${file.path}: expected a list of phrases, each with data of texts`, {
      hint: "Export the agent as a ZIP file, unpack it, and name its folder.",
      cause: parsed.error,
    });
  }
  const label = labelOf(file.path);
  return parsed.data.flatMap(({ data, isTemplate }, index): Row[] => {
    const where = `${file.path}: phrase ${index + 1}`;
    if (isTemplate === true) {
      ignore({ what: "templates", why: "they name entities in place of words", where });
      return [];
    }
    if (data.some(({ meta }) => typeof meta === "string" && meta !== "")) {
      ignore({ what: "annotations of entities", why: "a classifier learns from labelled texts alone", where });
    }
    const text = data.map((part) => part.text).join("");
    return [{ id: `${file.source}:${index + 1}`, where, text, label, split: file.split, source: file.source }];
  });
}

function labelOf(path: string): string {
  const name = intentOfPhrases(basename(path)) ?? basename(path, ".json");
  const definition = join(dirname(path), `${name}.json`);
  if (!existsSync(definition)) return name;
  const value = readJsonFile(definition, "the intent") as { name?: unknown } | null;
  return typeof value?.name === "string" ? value.name : name;
}
