import type { ResolvedDataConfig } from "../config/data-config.ts";
import { readCsv } from "./csv.ts";
import type { DataFile } from "./data-files.ts";
import { readJsonl } from "./jsonl.ts";
import type { Row } from "./row.ts";
import { readWizardOfTasks } from "./wizard-of-tasks.ts";

/** The function that turns a file into rows, by the config's `reader`. further: columns (keys of a turn) to keep. */
export function createReader(config: ResolvedDataConfig, further: readonly string[] = []): (file: DataFile) => Row[] {
  switch (config.reader) {
    case "wizard-of-tasks":
      return (file) => readWizardOfTasks(file, further);
    case "csv":
      return (file) => readCsv(file, config, further);
    case "jsonl":
      return (file) => readJsonl(file, config, further);
  }
}
