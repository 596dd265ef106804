// A few texts a label, against SetFit (npm run bench -- against-setfit). Both sides run in turn, in fresh processes, on
// the same draws, base weights and thread count. SetFit runs with its defaults, ours with one setting for all draws.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { alternate, nodeSide } from "../shared/alternate.mjs";
import { readFlags } from "../shared/arguments.mjs";
import { baseFolder } from "../shared/cooking.mjs";
import { describeMachine } from "../shared/machine.mjs";
import { pythonCommand } from "../shared/python.mjs";
import { formatSpread, spread } from "../shared/spread.mjs";
import { table, writeResults } from "../shared/write-results.mjs";
import { draw, readSet, writeDraw } from "./draw.mjs";

const flags = readFlags({ base: "", data: "cooking", "per-label": "5,10", draws: 3, threads: 2 });
const { quick, threads } = flags;
const draws = quick ? 1 : flags.draws;
const perLabel = quick ? [2] : flags["per-label"].split(",").map(Number);

/** Without a gradient through the encoder, and with one: few texts, so steps are what counts. */
const ourSettings = {
  head: { method: "head" },
  "fine-tune": {
    sampler: { type: "grouped", batchTexts: 16 },
    loss: { type: "label-softmax" },
    epochs: quick ? 1 : 12,
    learningRate: 3e-4,
    warmupRatio: 0.1,
  },
};

const machine = describeMachine();
const set = await readSet(flags.data);
const python = pythonCommand(import.meta.dirname, ["setfit", "torch", "sentence-transformers", "transformers"]);
const base = await baseFolder(flags.base);
const work = mkdtempSync(join(tmpdir(), "against-setfit-"));
const versions = Object.entries(python.versions).map(([name, version]) => `${name} ${version}`);
const lines = [
  `${flags.data}, ${set.labels.length} labels, ${set.test.length} test texts. ${versions.join(", ")}; ${threads} threads, float32, ` +
    `${draws} draws of training texts, sides in turn in fresh processes: median (minimum–maximum). SetFit's seconds begin when ` +
    `modules and model are loaded, ours when the process begins.`,
  "",
];
const data = { flags: { ...flags, base: undefined }, python: python.versions, settings: ourSettings, perLabel: {} };
try {
  for (const count of perLabel) {
    const rowsOf = Array.from({ length: draws }, (_, seed) =>
      writeDraw(work, `${count}-${seed}`, set, draw(set, count, seed)),
    );
    const theirs = (round) => ({
      command: python.command,
      args: [
        join(import.meta.dirname, "sides", "setfit_few_shot.py"),
        JSON.stringify({ rows: rowsOf[round].json, base, threads, seed: 42 + round, maxSteps: quick ? 2 : -1 }),
      ],
      env: { OMP_NUM_THREADS: String(threads) },
    });
    const ours = (settings) => (round) =>
      nodeSide(join(import.meta.dirname, "sides", "our_few_shot.mjs"), {
        data: rowsOf[round].data,
        base,
        threads,
        seed: 42 + round,
        train: settings,
      });
    const sides = Object.fromEntries(Object.entries(ourSettings).map(([name, settings]) => [name, ours(settings)]));
    const results = await alternate({ setfit: theirs, ...sides }, draws);
    data.perLabel[count] = results;
    lines.push(`## ${count} texts a label`, "", ...rows(results));
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
writeResults({
  name: "against-setfit",
  part: flags.data,
  title: `Against SetFit: few texts a label, ${flags.data}`,
  machine,
  lines,
  data,
  quick,
});

function rows(results) {
  const numbers = (side, key) => spread(results[side].map((result) => result[key]));
  const names = { setfit: "SetFit", head: "ours, frozen encoder, logistic head", "fine-tune": "ours, fine-tuned" };
  const cells = Object.entries(names).map(([side, name]) => {
    const timesFaster = spread(results[side].map(({ seconds }, i) => results.setfit[i].seconds / seconds));
    return [
      name,
      formatSpread(numbers(side, "accuracy"), 4),
      formatSpread(numbers(side, "seconds"), 1),
      side === "setfit" ? "1" : formatSpread(timesFaster, 1),
      String(numbers(side, "steps").median),
      `${Math.round(numbers(side, "peakMemoryBytes").median / 2 ** 20)} MiB`,
    ];
  });
  return table(["", "test accuracy", "seconds", "times as fast", "steps", "peak memory"], cells);
}
