import { IntentsmithError } from "@intentsmith/core";
import type { ResolvedDataConfig } from "../config/data-config.ts";
import { readClu } from "./clu.ts";
import { readCsv } from "./csv.ts";
import type { DataFile } from "./data-files.ts";
import { readDialogflow } from "./dialogflow.ts";
import type { Ignore } from "./ignored.ts";
import { readJsonl } from "./jsonl.ts";
import { readParquet } from "./parquet.ts";
import { readRasa } from "./rasa.ts";
import type { Row } from "./row.ts";
import { readTextFolders } from "./text-folders.ts";
import { readWizardOfTasks } from "./wizard-of-tasks.ts";

/** The readers of files whose rows may have further columns. */
const withColumns: ReadonlySet<string> = new Set(["wizard-of-tasks", "csv", "jsonl", "parquet"]);

/**
 * The function that turns a file into rows, by the config's `reader`; what it passes over goes to `ignore`. further: columns
 * (of conversations: keys of a turn) to keep. @throws CONFIG_INVALID for further columns of a format that has none.
 */
export function createReader(
  config: ResolvedDataConfig,
  ignore: Ignore,
  further: readonly string[] = [],
): (file: DataFile) => Row[] | Promise<Row[]> {
  if (further.length > 0 && !withColumns.has(config.reader)) {
    throw new IntentsmithError(
      "CONFIG_INVALID",
      `evaluate.slices: files of data.reader ${config.reader} have no columns`,
      {
        hint: "Leave evaluate.slices out; label, length and the others are measured all the same.",
      },
    );
  }
  switch (config.reader) {
    case "wizard-of-tasks":
      return (file) => readWizardOfTasks(file, further);
    case "csv":
      return (file) => readCsv(file, config, further);
    case "jsonl":
      return (file) => readJsonl(file, config, further);
    case "parquet":
      return (file) => readParquet(file, config, further);
    case "rasa":
      return (file) => readRasa(file, ignore);
    case "clu":
      return (file) => readClu(file, ignore);
    case "dialogflow":
      return (file) => readDialogflow(file, ignore);
    case "text-folders":
      return readTextFolders;
  }
}
