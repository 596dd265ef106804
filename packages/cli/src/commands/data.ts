import { join } from "node:path";
import { formatYaml, IntentsmithError, messageOf } from "@intentsmith/core";
import {
  datasetStatistics,
  fetchDataset,
  fetchHubDataset,
  formatStatistics,
  isHubDataset,
  judgeTokens,
  publishedNames,
  readDataset,
  rememberTokens,
  writePairsCsv,
  type PublishedName,
  type Tokenise,
} from "@intentsmith/data";
import { defineCommand, type Command, type CommandGroup, type Context } from "../arguments/command.ts";
import { configOption, cosineOf, nearDuplicatesOption, setOption } from "../arguments/shared-options.ts";
import { loadTrainingConfig } from "../input/load-config.ts";
import { localTokenise } from "../input/local-tokenise.ts";
import { nearBetweenSplits } from "../input/near-leaks.ts";
import { formatNear } from "../summary/near-duplicates.ts";
import { suspectsCommand } from "./data-suspects.ts";

const fetchCommand: Command = defineCommand({
  usage: "fetch <name>",
  describe: `Download a public data set and check it: ${publishedNames.join(" or ")}, or one of the hub's`,
  positionals: {
    name: { type: "string", demandOption: true, describe: "its name, or hf://datasets/OWNER/NAME[@revision][/CONFIG]" },
  },
  options: {
    out: { type: "string", describe: "folder for the files (default: datasets/<name>)" },
    "base-url": { type: "string", describe: "another address that serves files of the same names" },
  },
  examples: [
    ["data fetch wizard-of-tasks", "into datasets/wizard-of-tasks"],
    ["data fetch hf://datasets/mteb/banking77", "as Parquet, and the config that reads it"],
    ["data fetch banking77 --out /data/banking77", "into another folder"],
  ],
  async run(values, { logger, print, environment }) {
    const name = values.name as string;
    const { out = join("datasets", name.split(/[/@]/)[4] ?? name), "base-url": baseUrl } = values;
    if (isHubDataset(name)) {
      const files = await fetchHubDataset(name, { out, logger, environment });
      return print(formatYaml({ data: { reader: "parquet", files } }).trimEnd());
    }
    await fetchDataset(name as PublishedName, { out, logger, ...(baseUrl === undefined ? {} : { baseUrl }) });
  },
});

const statsCommand: Command = defineCommand({
  usage: "stats",
  describe: "Describe a config's data: examples, lengths, duplicates, dropped rows, texts in two splits",
  options: {
    config: configOption,
    set: setOption,
    "near-duplicates": nearDuplicatesOption,
    json: { type: "boolean", default: false, describe: "print JSON" },
  },
  examples: [
    ["data stats --config configs/quickstart.yaml", "tables"],
    ["data stats --config configs/quickstart.yaml --near-duplicates 0.95", "also texts that nearly stand in training"],
    ["data stats --config configs/banking77.yaml --json", "the same as JSON"],
  ],
  async run(values, context) {
    const { logger, print } = context;
    const threshold = cosineOf(values["near-duplicates"]);
    const config = loadTrainingConfig(values.config, { settings: values.set }, context);
    const complaints: IntentsmithError[] = [];
    const complain = (error: IntentsmithError): void => void complaints.push(error);
    const read = await readDataset(config.data, { logger, complain });
    const tokenise = await tokenizerAtHand(config.model, context);
    const dataset = tokenise === undefined ? read : judgeTokens(read, tokenise, { complain });
    const statistics = datasetStatistics(dataset, tokenise);
    for (const { message, hint } of complaints) {
      logger.warn(`training will refuse this: ${message}${hint === undefined ? "" : ` (${hint})`}`);
    }
    const told = complaints.map(({ code, message, hint }) => ({ code, message, hint }));
    const near = threshold === undefined ? undefined : await nearBetweenSplits(dataset, threshold, logger);
    if (values.json) {
      const found = near === undefined ? {} : { nearDuplicates: near };
      return print(JSON.stringify({ ...statistics, complaints: told, ...found }, null, 2));
    }
    print(formatStatistics(statistics));
    if (near !== undefined) print(`\n${formatNear(near, statistics.splits, threshold as number)}`);
  },
});

async function tokenizerAtHand(
  model: {
    base: string;
    revision?: string | undefined;
    maxSequenceLength?: number | undefined;
    prompt?: string | undefined;
  },
  { logger }: Context,
): Promise<Tokenise | undefined> {
  try {
    return rememberTokens(await localTokenise(model));
  } catch (error) {
    if (!(error instanceof IntentsmithError)) throw error;
    logger.info(`lengths are in characters, since the tokenizer of ${model.base} is not at hand: ${messageOf(error)}`);
    return undefined;
  }
}

const pairsCommand: Command = defineCommand({
  usage: "pairs",
  describe: "Write every text with every label as CSV: text, label words, 1 or 0, split",
  options: {
    config: configOption,
    set: setOption,
    out: { type: "string", demandOption: true, describe: "CSV file; it must not exist" },
    "safe-csv": {
      type: "boolean",
      default: false,
      describe: "for spreadsheets: cells that begin as a formula does get an apostrophe",
    },
  },
  examples: [["data pairs --config configs/quickstart.yaml --out pairs.csv", "one positive, C−1 negatives a text"]],
  async run(values, context) {
    const config = loadTrainingConfig(values.config, { settings: values.set }, context);
    const dataset = await readDataset(config.data, { logger: context.logger });
    const pairs = await writePairsCsv(dataset, values.out, { safe: values["safe-csv"] });
    context.logger.info(
      `${values.out}: ${pairs.toLocaleString("en")} pairs of ${dataset.examples.length.toLocaleString("en")} texts and ${dataset.labels.length} labels`,
    );
  },
});

export const dataCommands: CommandGroup = {
  name: "data",
  describe: "Fetch data sets, describe them, find wrong labels, write pairs",
  commands: [fetchCommand, statsCommand, suspectsCommand, pairsCommand],
};
