import { existsSync } from "node:fs";
import { join } from "node:path";
import { silentLogger } from "@intentsmith/core";
import { readDataset } from "@intentsmith/data";
import { readTrainingConfig } from "@intentsmith/train";
import { root } from "./machine.mjs";

/** The test split of a config's data, where `data fetch` puts it or below INTENTSMITH_DATA: examples with text and label. */
export async function testSplit(configPath) {
  const { config } = readTrainingConfig(join(root, configPath), []);
  const dataset = await readDataset({ ...config.data, files: located(config.data.files) }, { logger: silentLogger });
  return dataset.examples.filter(({ split }) => split === "test");
}

function located(files) {
  const one = (path) => {
    const here = join(root, path);
    return existsSync(here) ? here : path.replace(/^datasets/, process.env["INTENTSMITH_DATA"] ?? "datasets");
  };
  if (Array.isArray(files)) return files.map(one);
  return Object.fromEntries(Object.entries(files).map(([split, paths]) => [split, paths.map(one)]));
}
