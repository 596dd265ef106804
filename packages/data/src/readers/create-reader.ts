import type { ResolvedDataConfig } from "../config/data-config.ts";
import { readCsv } from "./csv.ts";
import type { DataFile } from "./data-files.ts";
import { readJsonl } from "./jsonl.ts";
import type { Row } from "./row.ts";
import { readWizardOfTasks } from "./wizard-of-tasks.ts";

/** The function that turns a file into rows, by the config's `reader`. */
export function createReader(config: ResolvedDataConfig): (file: DataFile) => Row[] {
  switch (config.reader) {
    case "wizard-of-tasks":
      return readWizardOfTasks;
    case "csv":
      return (file) => readCsv(file, config);
    case "jsonl":
      return (file) => readJsonl(file, config);
  }
}
