import { IntentsmithError, parseJson } from "@intentsmith/core";
import { z } from "zod";
import type { DataFile } from "./data-files.ts";
import type { Ignore } from "./ignored.ts";
import { parseSplit, type Row } from "./row.ts";

const utterance = z.looseObject({
  text: z.string().nullable(),
  intent: z.string().nullish(),
  /** CLU: Train or Test. */
  dataset: z.string().nullish(),
  entities: z.array(z.unknown()).nullish(),
});
const list = z.array(utterance);

/** A CLU project, a LUIS app, or the list of utterances that LUIS takes for a batch test. */
const document = z.union([
  z.looseObject({ assets: z.looseObject({ utterances: list }) }),
  z.looseObject({ utterances: list }),
  list.transform((utterances) => ({ utterances })),
]);

/** Lists beside the utterances. */
const passedOver = [
  "entities",
  "closedLists",
  "composites",
  "hierarchicals",
  "patterns",
  "patternAnyEntities",
  "phraselists",
  "prebuiltEntities",
  "regex_entities",
  "regex_features",
];

/**
 * Azure's CLU project or LUIS app as JSON: the utterances with their intents; `dataset` (Train, Test) is the split. What
 * is no utterance is passed over and counted. Ids count utterances from 1.
 * @throws FILE_MALFORMED with the place; DATA_EMPTY without an utterance.
 */
export function readClu(file: DataFile, ignore: Ignore): Row[] {
  const value = parseJson(file.text, file.path, "a CLU project or LUIS app");
  const parsed = document.safeParse(value);
  if (!parsed.success) {
    throw new IntentsmithError(
      "FILE_MALFORMED",
      `${file.path}: expected assets.utterances or utterances with text and intent`,
      {
        hint: "Export the project (CLU) or the version (LUIS) as JSON.",
        cause: parsed.error,
      },
    );
  }
  const { utterances, ...others } =
    "assets" in parsed.data ? (parsed.data.assets as { utterances: z.output<typeof list> }) : parsed.data;
  for (const name of passedOver) {
    const items = (others as Record<string, unknown>)[name];
    for (const index of Array.isArray(items) ? items.keys() : []) {
      ignore({
        what: name,
        why: "a classifier learns from labelled texts alone",
        where: `${file.path}: ${name}[${index}]`,
      });
    }
  }
  if (utterances.length === 0) {
    throw new IntentsmithError("DATA_EMPTY", `${file.path}: expected utterances, received none`, {
      hint: "Take it out of data.files, or export it again.",
    });
  }
  return utterances.map(({ text, intent, dataset, entities }, index) => {
    const where = `${file.path}: utterance ${index + 1}`;
    if ((entities ?? []).length > 0) {
      ignore({ what: "annotations of entities", why: "a classifier learns from labelled texts alone", where });
    }
    return {
      id: `${file.source}:${index + 1}`,
      where,
      text,
      label: intent ?? null,
      split: file.split ?? parseSplit(dataset ?? "", where),
      source: file.source,
    };
  });
}
