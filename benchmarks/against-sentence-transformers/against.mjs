// The same work and the same accuracy in Python (npm run bench -- against-sentence-transformers). Both sides run in
// turn, in fresh processes, on the same data, base weights and thread count.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { alternate, nodeSide } from "../shared/alternate.mjs";
import { readFlags } from "../shared/arguments.mjs";
import { cookingFile } from "../shared/cooking.mjs";
import { describeMachine } from "../shared/machine.mjs";
import { pythonCommand } from "../shared/python.mjs";
import { writeResults } from "../shared/write-results.mjs";
import { prepare } from "./prepare.mjs";
import { accuracyRatios, accuracySection, encodingSection, l12Section, workSection } from "./report.mjs";
import { transformersJsFolder } from "./transformers-js-folder.mjs";

const flags = readFlags({
  base: "",
  config: "configs/wizard-of-tasks-cooking.yaml",
  only: "",
  rounds: 3,
  steps: 60,
  threads: 2,
  full: false,
});
const { quick, threads, full } = flags;
const rounds = quick ? 1 : flags.rounds;
const steps = quick ? 2 : flags.steps;
const warmUp = quick ? 1 : 3;
const batchTexts = quick ? 8 : 64;
const repeats = quick ? 1 : 3;
const parts = ["accuracy", "work", "encoding", "l12"];
const chosen = new Set(flags.only === "" ? parts : flags.only.split(","));
const isWhole = parts.every((part) => chosen.has(part));

const machine = describeMachine();
cookingFile(); // before the download of gigabytes: is the data there?
const { command, versions: python } = pythonCommand(import.meta.dirname, ["torch", "sentence-transformers"]);
const work = mkdtempSync(join(tmpdir(), "against-"));
const lines = [
  `torch ${python.torch}, sentence-transformers ${python["sentence-transformers"]}; ${threads} threads on both sides, float32, ` +
    `${rounds} rounds, sides in turn in fresh processes. Ratios are one a round: median (minimum–maximum).`,
  "",
];
const data = {
  flags: { ...flags, base: undefined },
  python: { torch: python.torch, sentenceTransformers: python["sentence-transformers"] },
};
try {
  const shared = await prepare({
    work,
    base: flags.base,
    config: flags.config,
    batches: warmUp + steps,
    batchTexts,
    l12: chosen.has("l12"),
    quick,
  });
  const ours = (script, settings) => nodeSide(join(import.meta.dirname, "sides", script), { threads, ...settings });
  const theirs = (script, settings) => ({
    command: command,
    args: [
      join(import.meta.dirname, "sides", script),
      JSON.stringify({
        threads,
        warmUp,
        steps,
        texts: shared.texts,
        batchFile: shared.batchFile,
        maxSequenceLength: shared.maxSequenceLength,
        ...settings,
      }),
    ],
    env: { OMP_NUM_THREADS: String(threads) },
  });
  const recipe =
    (base, settings = {}) =>
    () =>
      theirs("st_recipe.py", { base, batchPairs: quick ? 8 : 64, ...settings });
  const ourSteps = (base, sampler) => () =>
    ours("our_steps.mjs", { data: shared.data, base, sampler, batchTexts, steps, warmUp });
  const { L6, L12 } = shared.bases;

  if (chosen.has("accuracy")) {
    const seeds = [42, 43, 44, 45, 46];
    const results = await alternate(
      {
        theirs: recipe(L6, full ? { steps: 0 } : {}),
        ours: (round) =>
          ours("our_training.mjs", {
            config: flags.config,
            data: shared.data,
            base: L6,
            seed: seeds[round % seeds.length],
          }),
        shuffled: ourSteps(L6, "shuffled"),
      },
      rounds,
    );
    lines.push(...accuracySection(results, { ...shared, config: flags.config, full }));
    data.accuracy = { ...results, ...accuracyRatios(results, shared) };
  }
  if (chosen.has("work")) {
    const results = await alternate(
      { theirs: () => theirs("torch_grouped.py", { base: L6 }), ours: ourSteps(L6, "grouped") },
      rounds,
    );
    lines.push(...workSection(results, { ...shared, batchTexts, warmUp }));
    data.work = results;
  }
  if (chosen.has("encoding")) {
    const models = await transformersJsFolder(work, L6);
    const settings = { texts: shared.texts, base: L6, repeats, maxSequenceLength: shared.maxSequenceLength };
    const results = await alternate(
      {
        theirs: () => theirs("st_encode.py", { base: L6, repeats }),
        ours: () => ours("our_encoding.mjs", settings),
        transformersJs: () => ours("transformers_js_encoding.mjs", { ...settings, models, sorted: true }),
        transformersJsAsGiven: () => ours("transformers_js_encoding.mjs", { ...settings, models, sorted: false }),
      },
      rounds,
    );
    lines.push(...encodingSection(results, { ...shared, repeats }));
    data.encoding = results;
  }
  if (chosen.has("l12")) {
    const results = await alternate(
      { theirs: recipe(L12), grouped: () => theirs("torch_grouped.py", { base: L12 }), ours: ourSteps(L12, "grouped") },
      rounds,
    );
    lines.push(...l12Section(results, shared));
    data.l12 = results;
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
writeResults({
  name: "against-sentence-transformers",
  part: isWhole ? "" : flags.only.replaceAll(",", "-"),
  title: "Against sentence-transformers",
  machine,
  lines,
  data,
  quick,
});
