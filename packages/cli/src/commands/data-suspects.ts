import { refuseExisting, writeFileAtomic } from "@intentsmith/core";
import { splitNames, type Split } from "@intentsmith/data";
import { findSuspects } from "@intentsmith/train";
import { defineCommand, type Command } from "../arguments/command.ts";
import { configOption, requireWhole, setOption } from "../arguments/shared-options.ts";
import { loadTrainingConfig } from "../input/load-config.ts";
import { predictionFormat } from "../predictions/format-predictions.ts";
import { formatSuspects, suspectRows } from "../summary/suspect-rows.ts";

export const suspectsCommand: Command = defineCommand({
  usage: "suspects",
  describe: "List labels that are likely wrong: each text is judged by a head that was fitted on other texts",
  options: {
    config: configOption,
    base: { type: "string", describe: "base model instead of the config's: a folder, a hub id, a shipped encoder" },
    set: setOption,
    out: {
      type: "string",
      demandOption: true,
      describe: "a .csv, .tsv or .jsonl file: every text, the most doubtful label first",
    },
    split: { choices: splitNames, describe: "only the texts of this split (default: all texts)" },
    folds: { type: "number", default: 5, describe: "parts that the texts are cut into, to judge each by the others" },
    overwrite: { type: "boolean", default: false, describe: "replace an existing --out" },
    json: { type: "boolean", default: false, describe: "print the counts as JSON" },
  },
  examples: [
    ["data suspects --config c.yaml --out suspects.csv", "all texts, the most doubtful label first"],
    ["data suspects --config c.yaml --split test --out test.csv", "of the test split alone"],
  ],
  async run(values, context) {
    const { logger, print } = context;
    const format = predictionFormat(values.out);
    if (!values.overwrite) refuseExisting(values.out, "Choose another path, or give --overwrite.");
    const folds = requireWhole(values.folds, "folds", 2);
    const config = loadTrainingConfig(values.config, { settings: values.set, base: values.base }, context);
    const found = await findSuspects(config, { logger, folds, split: values.split as Split | undefined });
    writeFileAtomic(values.out, suspectRows(found.judged, format));
    logger.info(`${values.out}: ${found.judged.length.toLocaleString("en")} texts`);
    const { judged, ...counts } = found;
    print(values.json ? JSON.stringify({ texts: judged.length, ...counts }, null, 2) : formatSuspects(found));
  },
});
