import { formatYaml, parseYaml } from "@intentsmith/core";
import { parseTrainingConfig, type TrainingConfig } from "../config/training-config.ts";

/**
 * A config as it is read from the YAML it is written to: so that the file gives the same bytes. No candidate has an `auto` in it.
 */
export function parsedAgain(config: unknown): TrainingConfig {
  const read = parseYaml(formatYaml(config));
  return parseTrainingConfig("value" in read ? read.value : undefined, "fit") as TrainingConfig;
}
