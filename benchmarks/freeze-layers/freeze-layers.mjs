// What train.freezeLayers costs in accuracy and gains in time (npm run bench -- freeze-layers). A round is a seed: the
// whole training run once with each number of frozen layers, in turn, in fresh processes.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { alternate, nodeSide } from "../shared/alternate.mjs";
import { readFlags } from "../shared/arguments.mjs";
import { baseFolder, cookingConfig, cookingFile, cookingSubset, loadModel } from "../shared/cooking.mjs";
import { describeMachine } from "../shared/machine.mjs";
import { writeResults } from "../shared/write-results.mjs";
import { report } from "./report.mjs";

const flags = readFlags({
  base: "",
  config: "configs/wizard-of-tasks-cooking.yaml",
  layers: "0,2,4",
  seeds: "42,43,44",
  threads: 2,
  // 0: the config's
  epochs: 0,
  "learning-rate": 0,
});
const { quick, threads, config: path } = flags;
// Everything is compared with no frozen layer, so that is always among them.
const layers = [...new Set([0, ...wholeNumbers("layers")])];
const seeds = wholeNumbers("seeds").slice(0, quick ? 2 : undefined);
const settings = [
  ...(flags.epochs === 0 ? [] : [`train.epochs=${flags.epochs}`]),
  ...(flags["learning-rate"] === 0 ? [] : [`train.learningRate=${flags["learning-rate"]}`]),
];

const machine = describeMachine();
const full = cookingFile();
const base = await baseFolder(flags.base);
const { layerCount } = (await loadModel(base)).config;
const tooMany = layers.find((count) => count >= layerCount);
if (tooMany !== undefined) {
  refuse(`--layers: expected less than ${layerCount}, the base's layers, received ${tooMany}: one has to be trained.`);
}
const { train } = cookingConfig(path, { data: full, base, settings });

const work = mkdtempSync(join(tmpdir(), "freeze-layers-"));
let runs;
try {
  const data = quick ? cookingSubset(join(work, "cooking.json")) : full;
  const side = (count) => (round) =>
    nodeSide(join(import.meta.dirname, "training-run.mjs"), {
      config: path,
      data,
      base,
      seed: seeds[round],
      threads,
      layers: count,
      settings,
    });
  const sides = Object.fromEntries(layers.map((count) => [`${count} frozen`, side(count)]));
  const results = await alternate(sides, seeds.length);
  runs = layers.map((count) => ({ layers: count, rounds: results[`${count} frozen`] }));
} finally {
  rmSync(work, { recursive: true, force: true });
}

const baseName = basename(flags.base || "all-MiniLM-L6-v2");
writeResults({
  name: "freeze-layers",
  title: "What frozen layers cost and gain",
  machine,
  lines: report({ runs, seeds, threads, path, baseName, layerCount, train }),
  data: { flags: { ...flags, base: baseName }, layerCount, seeds, runs },
  quick,
});

/** A flag such as `0,2,4`. */
function wholeNumbers(name) {
  const parts = flags[name].split(",").map((part) => part.trim());
  const wrong = parts.find((part) => !/^\d+$/.test(part));
  if (wrong !== undefined) refuse(`--${name}: expected whole numbers such as 0,2,4; received "${wrong}".`);
  return parts.map(Number);
}

function refuse(message) {
  console.error(message);
  process.exit(2);
}
