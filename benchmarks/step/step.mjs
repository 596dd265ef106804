// One training step, taken apart (npm run bench -- step). Everything that is compared is taken in turn in this process.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readFlags } from "../shared/arguments.mjs";
import { baseFolder, cookingConfig, cookingFile, cookingPlan, loadModel } from "../shared/cooking.mjs";
import { describeMachine } from "../shared/machine.mjs";
import { randomMiniLm } from "../shared/models.mjs";
import { formatSpread, median, spread, sum } from "../shared/spread.mjs";
import { createTrainer, firstBatches, linearFlops } from "../shared/training.mjs";
import { table, writeResults } from "../shared/write-results.mjs";
import { readProfiles } from "./chrome-trace.mjs";
import { plainProducts } from "./plain-products.mjs";

const flags = readFlags({ base: "", layers: 0, batches: 20, threads: 2 });
const { threads, quick } = flags;
const batchCount = quick ? 2 : flags.batches;
const machine = describeMachine();
const folder = await baseFolder(flags.base);
const base = await loadModel(folder);
// --layers: random weights of MiniLM's sizes; time does not depend on the weights.
const model = flags.layers > 0 ? randomMiniLm(flags.layers, base.tokenizer) : base;
const weights = flags.layers > 0 ? `random weights, ${flags.layers} layers` : "the base model's weights";

async function batchesOf(batchTexts) {
  const config = cookingConfig("configs/wizard-of-tasks-cooking.yaml", {
    data: cookingFile(),
    base: folder,
    settings: [`train.sampler.batchTexts=${batchTexts}`],
  });
  const plan = await cookingPlan(config, model);
  return { plan, batches: firstBatches(plan, batchCount) };
}

const trainerFor = ({ plan }, options) => createTrainer({ model, sequences: plan.sequences, threads, ...options });

const at64 = await batchesOf(64);
const linear = await linearLayers(at64);
const operators = await operatorShares(at64);
const parts = { 64: await partsOfStep(at64), 16: await partsOfStep(await batchesOf(16)) };
report();

/** session.run without dropout against plain products of the same shapes, batch by batch in turn. */
async function linearLayers(input) {
  const trainer = trainerFor(input, { rate: 0 });
  const plain = {
    gemm: await plainProducts(model.config, "gemm", threads),
    matMul: await plainProducts(model.config, "matMul", threads),
  };
  for (const { batch, rows } of input.batches) await trainer.step(batch, rows);
  const rows = [];
  for (const { batch, rows: ids } of input.batches) {
    const { tokenCount, sessionMs } = await trainer.step(batch, ids);
    if (rows.length === 0) for (const kind of Object.values(plain)) await kind.run(tokenCount);
    rows.push({
      tokenCount,
      sessionMs,
      gemmMs: await plain.gemm.run(tokenCount),
      matMulMs: await plain.matMul.run(tokenCount),
      flops: linearFlops(model.config, tokenCount),
    });
  }
  await trainer.release();
  for (const kind of Object.values(plain)) await kind.release();
  return rows;
}

/** Kernel time by operator, from onnxruntime's profile (profiling slows the run; only shares are used). */
async function operatorShares(input) {
  const work = mkdtempSync(join(tmpdir(), "step-profile-"));
  const prefix = join(work, "profile");
  const trainer = trainerFor(input, { rate: 0, profilePrefix: prefix });
  for (const { batch, rows } of input.batches.slice(0, 5)) await trainer.step(batch, rows);
  await trainer.release();
  const { byOperator, totalUs } = readProfiles(prefix);
  rmSync(work, { recursive: true });
  return [...byOperator].map(([name, us]) => ({ name, share: us / totalUs })).sort((a, b) => b.share - a.share);
}

/** The step with dropout and without it, in turn; and the parts of the one with. */
async function partsOfStep(input) {
  const [withDropout, without] = [trainerFor(input, { rate: 0.1 }), trainerFor(input, { rate: 0 })];
  const rows = [];
  for (const pass of ["warm-up", "measured"]) {
    for (const { batch, rows: ids } of input.batches) {
      const one = await withDropout.step(batch, ids);
      const other = await without.step(batch, ids);
      if (pass === "measured") rows.push({ ...one, ...withDropout.feeding(ids), withoutMs: other.totalMs });
    }
  }
  await withDropout.release();
  await without.release();
  const share = (part) => spread(rows.map((row) => part(row) / row.totalMs));
  return {
    rows,
    tokensPerSecond: (1000 * sum(rows.map((row) => row.tokenCount))) / sum(rows.map((row) => row.totalMs)),
    shares: {
      "session.run": share((row) => row.sessionMs),
      optimizer: share((row) => row.optimizerMs),
      "dropout (step with, less step without)": share((row) => row.totalMs - row.withoutMs),
      "of it: making the masks": share((row) => row.masksMs),
      "feeding (packing, indices)": share((row) => row.feedingMs),
      "rest (gradient rows of the tables, …)": share(
        (row) => row.totalMs - row.sessionMs - row.optimizerMs - row.masksMs - row.feedingMs,
      ),
    },
  };
}

function report() {
  const percent = ({ min, median: middle, max }) =>
    `${(100 * middle).toFixed(1)} % (${(100 * min).toFixed(1)}–${(100 * max).toFixed(1)})`;
  const rate = (key) => spread(linear.map((row) => row.flops / row[key] / 1e6));
  const ratio = (key) => spread(linear.map((row) => row[key] / row.sessionMs));
  const tokens = linear.map((row) => row.tokenCount);
  const goals = {
    optimizer: { 64: 0.1, 16: 0.3 },
    "dropout (step with, less step without)": { 64: 0.1 },
    "feeding (packing, indices)": { 64: 0.02 },
  };
  const lines = [
    `${weights}; ${batchCount} grouped batches of the cooking half, ${threads} threads. Median (minimum–maximum) over batches.`,
    "",
    "## The linear layers within session.run",
    "",
    `Dropout off, 64 texts and 11 labels a batch, ${Math.min(...tokens)}–${Math.max(...tokens)} tokens. The rate counts the ` +
      "operations of the linear layers alone over the **whole** session.run; the plain products are the same shapes, run in turn.",
    "",
    ...table(
      ["", "GFLOP/s", "ms"],
      [
        [
          "session.run",
          formatSpread(rate("sessionMs"), 0),
          formatSpread(spread(linear.map((row) => row.sessionMs)), 0),
        ],
        ["plain MatMul", formatSpread(rate("matMulMs"), 0), formatSpread(spread(linear.map((row) => row.matMulMs)), 0)],
        [
          "plain Gemm with the step's transposes",
          formatSpread(rate("gemmMs"), 0),
          formatSpread(spread(linear.map((row) => row.gemmMs)), 0),
        ],
      ],
    ),
    `**Ratio to plain MatMul: ${percent(ratio("matMulMs"))}** (goal ≥ 70 %, stretch 80 %); to plain Gemm: ${percent(ratio("gemmMs"))}.`,
    "",
    `Without dropout and optimizer: ${((1000 * sum(tokens)) / sum(linear.map((row) => row.sessionMs))).toFixed(0)} tokens/s in session.run.`,
    "",
    "## Kernel time by operator",
    "",
    ...table(
      ["operator", "share"],
      operators.filter(({ share }) => share >= 0.003).map(({ name, share }) => [name, `${(100 * share).toFixed(1)} %`]),
    ),
    "## The whole step",
    "",
    ...table(
      ["share of a step", "64 texts", "goal", "16 texts", "goal"],
      Object.keys(parts[64].shares).map((name) => [
        name,
        percent(parts[64].shares[name]),
        goals[name]?.[64] === undefined ? "" : `≤ ${100 * goals[name][64]} %`,
        percent(parts[16].shares[name]),
        goals[name]?.[16] === undefined ? "" : `≤ ${100 * goals[name][16]} %`,
      ]),
    ),
    ...[64, 16].map((texts) => {
      const { rows, tokensPerSecond } = parts[texts];
      return `- ${texts} texts: ${tokensPerSecond.toFixed(0)} tokens/s all in, a step ${median(rows.map((row) => row.totalMs)).toFixed(0)} ms.`;
    }),
  ];
  const data = { flags: { ...flags, base: undefined }, weights, linear, operators, parts };
  writeResults({ name: "step", title: "A training step, taken apart", machine, lines, data, quick });
}
