import { basename, extname } from "node:path";
import { applySettings, IntentsmithError } from "@intentsmith/core";
import type { Context } from "../arguments/command.ts";
import { shippedBase } from "../arguments/shared-options.ts";
import { isRecord } from "./data-root.ts";
import { fitData } from "./fit-data.ts";
import { loadConfig, loadRunConfig, type ConfigChanges, type LoadedConfig } from "./load-config.ts";

/** What `train` may be told to train on. */
export interface TrainingSource {
  config?: string | undefined;
  /** A run to resume. */
  run?: string | undefined;
  /** A file of labelled texts: in place of the config's files, or alone. */
  data?: string | undefined;
  textColumn?: string | undefined;
  labelColumn?: string | undefined;
}

/** What of a config's `data` says where its texts are; the rest goes with another file, too. */
const ofTheFiles = [
  "reader",
  "files",
  "textColumn",
  "labelColumn",
  "splitColumn",
  "conversationColumn",
  "roleColumn",
  "encoding",
  "delimiter",
];

/**
 * The config of a training: a file's, a resumed run's, or for --data alone one whose settings follow the rule.
 * @throws ARGUMENT_INVALID for what does not go together; what reading config and table throws.
 */
export function loadTrainingSource(source: TrainingSource, changes: ConfigChanges, context: Context): LoadedConfig {
  const { config, run, data } = source;
  if (run !== undefined && data !== undefined) {
    throw new IntentsmithError("ARGUMENT_INVALID", "--resume and --data: give one of them", {
      hint: "A resumed run goes on with its own data.",
    });
  }
  if (data !== undefined) return withFile(data, source, changes, context);
  if (config !== undefined) return loadConfig(config, changes, context);
  if (run !== undefined) return loadRunConfig(run, changes, context);
  throw new IntentsmithError("ARGUMENT_INVALID", "--config or --data must be given (or --resume)", {
    hint: "Start from a file in configs/: intentsmith train --config configs/quickstart.yaml",
  });
}

function withFile(
  path: string,
  { config, textColumn, labelColumn }: TrainingSource,
  changes: ConfigChanges,
  context: Context,
): LoadedConfig {
  const table = fitData(path, { textColumn, labelColumn }, context.logger);
  if (config === undefined) {
    const model = { base: changes.base ?? shippedBase };
    const written = { format: 2, data: table, model, train: { refitHead: "auto" } };
    const name = basename(path, extname(path));
    return { values: applySettings(written, changes.settings ?? []), grid: undefined, name, where: "train" };
  }
  // The config's own files need not be there
  const loaded = loadConfig(config, changes, { ...context, environment: {} });
  const { data: written, ...rest } = isRecord(loaded.values) ? loaded.values : {};
  const kept = Object.entries(isRecord(written) ? written : {}).filter(([key]) => !ofTheFiles.includes(key));
  return { ...loaded, values: { ...rest, data: { ...Object.fromEntries(kept), ...table } } };
}
