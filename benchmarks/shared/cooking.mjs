import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { resolveBase, loadModel, shippedEncoders } from "@intentsmith/model";
import { parseTrainingConfig, planTraining, readTrainingConfig } from "@intentsmith/train";
import { silentLogger } from "@intentsmith/core";
import { root } from "./machine.mjs";

/** The cooking half of Wizard of Tasks: in INTENTSMITH_DATA, or where `data fetch` puts it. */
export function cookingFile() {
  const name = "wizard_of_tasks_cooking_v1.0.json";
  const places = [process.env["INTENTSMITH_DATA"], join(root, "datasets")].filter((folder) => folder !== undefined);
  const found = places.map((folder) => join(folder, "wizard-of-tasks", name)).find((path) => existsSync(path));
  if (found !== undefined) return found;
  console.error(
    `${name} was not found. Fetch it (npm run intentsmith -- data fetch wizard-of-tasks) or set INTENTSMITH_DATA to the\n` +
      `folder that holds wizard-of-tasks/.`,
  );
  process.exit(2);
}

/** A few conversations of each split of the cooking half, for --quick, written to `to`. */
export function cookingSubset(to) {
  const conversations = JSON.parse(readFileSync(cookingFile(), "utf8"));
  const taken = { train: 2, validation: 1, test: 1 };
  const kept = Object.entries(conversations).filter(([, { data_split: split }]) => {
    const name = split === "val" || split === "dev" ? "validation" : split;
    return taken[name] !== undefined && taken[name]-- > 0;
  });
  writeFileSync(to, JSON.stringify(Object.fromEntries(kept)));
  return to;
}

/**
 * The folder of the base model: --base (a folder, a hub id, or an encoder that ships with this repository), else
 * INTENTSMITH_MINILM, else all-MiniLM-L6-v2 from the hub (downloaded once).
 */
export async function baseFolder(given = "") {
  if (Object.hasOwn(shippedEncoders, given)) return join(root, "packages", given, "model");
  return await resolveBase(given || process.env["INTENTSMITH_MINILM"] || "sentence-transformers/all-MiniLM-L6-v2");
}

/** A config of `configs/`, with other data and base and `key=value` settings, checked. */
export function cookingConfig(path, { data, base, settings = [] }) {
  const { config } = readTrainingConfig(join(root, path), settings);
  const merged = { ...config, data: { ...config.data, files: [data] }, model: { ...config.model, base } };
  return parseTrainingConfig(merged, path);
}

/** Data, tokenised texts and sampler of a config; `model` replaces the base if given. */
export async function cookingPlan(config, model) {
  const plan = await planTraining(config, { logger: silentLogger });
  return model === undefined ? plan : { ...plan, model };
}

export { loadModel };
