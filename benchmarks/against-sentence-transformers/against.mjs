// The same work and the same accuracy in Python (npm run bench -- against-sentence-transformers). Both sides run in
// turn, in fresh processes, on the same data, base weights and thread count.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { alternate, nodeSide } from "../shared/alternate.mjs";
import { readFlags } from "../shared/arguments.mjs";
import { cookingFile } from "../shared/cooking.mjs";
import { describeMachine } from "../shared/machine.mjs";
import { formatSpread, mean, spread } from "../shared/spread.mjs";
import { table, writeResults } from "../shared/write-results.mjs";
import { prepare } from "./prepare.mjs";
import { pythonCommand } from "./python.mjs";
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
/** Measured once in full, beside its accuracy: one seed, test 77.68 %, validation 78.91 %. */
const reference = { seconds: 3119, stepSeconds: 2.86, testAccuracy: 0.7768, validationAccuracy: 0.7891 };

const machine = describeMachine();
cookingFile(); // before the download of gigabytes: is the data there?
const python = pythonCommand();
const work = mkdtempSync(join(tmpdir(), "against-"));
const lines = [
  `torch ${python.torch}, sentence-transformers ${python.sentenceTransformers}; ${threads} threads on both sides, float32, ` +
    `${rounds} rounds, sides in turn in fresh processes. Ratios are one a round: median (minimum–maximum).`,
  "",
];
const data = {
  flags: { ...flags, base: undefined },
  python: { torch: python.torch, sentenceTransformers: python.sentenceTransformers },
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
    command: python.command,
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
    accuracySection(results, shared);
  }
  if (chosen.has("work")) {
    const results = await alternate(
      { theirs: () => theirs("torch_grouped.py", { base: L6 }), ours: ourSteps(L6, "grouped") },
      rounds,
    );
    workSection("(b) The same work in PyTorch", results, shared, "goal ≥ 2.5, stretch 3.5");
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
    encodingSection(results, shared);
  }
  if (chosen.has("l12")) {
    const results = await alternate(
      { theirs: recipe(L12), grouped: () => theirs("torch_grouped.py", { base: L12 }), ours: ourSteps(L12, "grouped") },
      rounds,
    );
    l12Section(results, shared);
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
writeResults({
  name: "against-sentence-transformers",
  part: flags.only.replaceAll(",", "-"),
  title: "Against sentence-transformers",
  machine,
  lines,
  data,
  quick,
});

function accuracySection({ theirs, ours, shuffled }, { pairBatchesPerEpoch }) {
  const epoch = theirs.map((round) => round.trainSeconds ?? round.stepSeconds * pairBatchesPerEpoch);
  const ratio = spread(epoch.map((seconds, i) => seconds / ours[i].seconds));
  const ratioShuffled = spread(theirs.map((round, i) => round.stepSeconds / shuffled[i].stepSeconds));
  const accuracy = mean(ours.map((round) => round.testAccuracy));
  const theirAccuracy = full ? mean(theirs.map((round) => round.testAccuracy)) : reference.testAccuracy;
  lines.push(
    "## (a) Time to the same test accuracy",
    "",
    `Cooking half, L6. Theirs: the seed's recipe, 64 shuffled pairs a step, one epoch of ${pairBatchesPerEpoch} steps, ` +
      (full
        ? "run in full."
        : `from ${theirs[0].steps} timed steps; its accuracy is of one full run (${reference.seconds} s at ${reference.stepSeconds} s a step).`) +
      ` Ours: \`${flags.config}\`, a whole run: reading, tokenising, compiling, training, evaluation, saving.`,
    "",
    ...table(
      ["", "seconds", "test accuracy", "validation"],
      [
        [
          "sentence-transformers, seed's recipe",
          formatSpread(spread(epoch), 0),
          percent(theirAccuracy),
          percent(full ? mean(theirs.map((r) => r.validationAccuracy)) : reference.validationAccuracy),
        ],
        [
          "intentsmith, grouped",
          formatSpread(spread(ours.map((round) => round.seconds)), 0),
          `${percent(accuracy)} (${ours.map((round) => percent(round.testAccuracy)).join(", ")})`,
          percent(mean(ours.map((round) => round.validationAccuracy))),
        ],
        ["of it in training steps", formatSpread(spread(ours.map((round) => round.stepsSeconds)), 0), "", ""],
      ],
    ),
    `**Ratio: ${formatSpread(ratio, 1)} times** (goal ≥ 30, stretch 40); mean test accuracy ${accuracy >= theirAccuracy ? "not below" : "**below**"} theirs.`,
    "",
    `What the engine alone gives, on the same kind of batches (64 shuffled pairs): ${theirs[0].stepSeconds.toFixed(2)} s a step theirs, ` +
      `${shuffled[0].stepSeconds.toFixed(2)} s ours, ratio ${formatSpread(ratioShuffled)}. The rest comes from grouping all pairs of a text in one batch.`,
    "",
  );
  data.accuracy = { theirs, ours, shuffled, ratio, ratioShuffled };
}

function workSection(title, { theirs, ours }, { groupedBatchesPerEpoch }, goal) {
  const ratio = spread(theirs.map((round, i) => round.stepSeconds / ours[i].stepSeconds));
  const epoch = (rounds) => formatSpread(spread(rounds.map((round) => round.stepSeconds * groupedBatchesPerEpoch)), 0);
  lines.push(
    `## ${title}`,
    "",
    `The same distinct, grouped batches of ${batchTexts} texts (padded in PyTorch), ${theirs[0].steps} batches after ${warmUp}; forward, ` +
      "backward, dropout 0.1, clipping, AdamW; without tokenising.",
    "",
    ...table(
      ["", `seconds an epoch of ${groupedBatchesPerEpoch}`, "real tokens/s"],
      [
        ["PyTorch", epoch(theirs), formatSpread(spread(theirs.map((round) => round.tokensPerSecond)), 0)],
        ["intentsmith", epoch(ours), formatSpread(spread(ours.map((round) => round.tokensPerSecond)), 0)],
      ],
    ),
    `**Ratio: ${formatSpread(ratio)} times** (${goal}).`,
    "",
  );
}

function encodingSection(results, { testTexts }) {
  const ratioTo = (name) => spread(results[name].map((round, i) => round.seconds / results.ours[i].seconds));
  const rate = (name) => formatSpread(spread(results[name].map((round) => round.textsPerSecond)), 0);
  lines.push(
    "## (c) Encoding the test split",
    "",
    `${testTexts} texts, tokenising included, the best of ${repeats} a process; the others with the better of batch sizes 32 and 64.`,
    "",
    ...table(
      ["", "texts/s", "ratio", "goal"],
      [
        ["sentence-transformers `encode`", rate("theirs"), formatSpread(ratioTo("theirs")), "≥ 1.6, stretch 2"],
        [
          "transformers.js pipeline (texts sorted by length)",
          rate("transformersJs"),
          formatSpread(ratioTo("transformersJs")),
          "≥ 2",
        ],
        [
          "transformers.js pipeline (texts as they come)",
          rate("transformersJsAsGiven"),
          formatSpread(ratioTo("transformersJsAsGiven")),
          "",
        ],
        ["intentsmith SentenceEncoder", rate("ours"), "", ""],
      ],
    ),
  );
  data.encoding = results;
}

function l12Section({ theirs, grouped, ours }, shared) {
  const { groupedBatchesPerEpoch, pairBatchesPerEpoch } = shared;
  const epochs = theirs.map(
    (round, i) => (round.stepSeconds * pairBatchesPerEpoch) / (ours[i].stepSeconds * groupedBatchesPerEpoch),
  );
  const same = grouped.map((round, i) => round.stepSeconds / ours[i].stepSeconds);
  lines.push(
    "## (d) L12, time only",
    "",
    "**Random weights of all-MiniLM-L12's sizes: no accuracy, only time, which does not depend on the weights.**",
    "",
    ...table(
      ["", "seconds a step", "steps an epoch"],
      [
        [
          "sentence-transformers, seed's recipe",
          formatSpread(spread(theirs.map((r) => r.stepSeconds))),
          pairBatchesPerEpoch,
        ],
        ["PyTorch, grouped", formatSpread(spread(grouped.map((r) => r.stepSeconds))), groupedBatchesPerEpoch],
        ["intentsmith, grouped", formatSpread(spread(ours.map((r) => r.stepSeconds))), groupedBatchesPerEpoch],
      ],
    ),
    `Ratio of an epoch of the seed's recipe to a grouped epoch of ours: ${formatSpread(spread(epochs), 1)}; same work: ${formatSpread(spread(same))}.`,
    "",
  );
  data.l12 = { theirs, grouped, ours };
}

function percent(share) {
  return `${(100 * share).toFixed(2)} %`;
}
