import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadModel, saveModel } from "@intentsmith/model";
import { root } from "../shared/machine.mjs";
import { randomMiniLm } from "../shared/models.mjs";
import { runIntentsmith } from "./processes.mjs";

const shipped = join(root, "packages/minilm-l3-mini/model");

/** The turns of our sample: what people say while they cook. */
export function sampleTexts() {
  const tasks = JSON.parse(readFileSync(join(root, "datasets/kitchen-and-workshop/kitchen_v1.json"), "utf8"));
  return Object.values(tasks).flatMap(({ turns }) =>
    turns.map(({ text }) => text).filter((text) => typeof text === "string"),
  );
}

/** Exports an encoder with 11 labels, untrained: time does not depend on what it has learnt. @returns the folder. */
export async function exportedModel(work, layers, precision) {
  const trained = join(work, `trained-${layers}`);
  const base = await loadModel(shipped);
  const { maxSequenceLength } = base;
  if (layers === 3) cpSync(shipped, trained, { recursive: true });
  else await saveModel(trained, { ...randomMiniLm(layers, base.tokenizer), maxSequenceLength });
  const labels = Array.from({ length: 11 }, (_, c) => ({ name: `label_${c}`, words: `label ${c}` }));
  const rest = {
    base: `minilm-l${layers}`,
    maxSequenceLength,
    metrics: {},
    config: {},
    versions: {},
    dataHash: "",
  };
  writeFileSync(join(trained, "intentsmith.json"), JSON.stringify({ format: 1, labels, ...rest }));
  const folder = join(work, `deploy-${layers}`);
  await runIntentsmith(["export", "--model", trained, "--out", folder, "--precision", precision]);
  return folder;
}
