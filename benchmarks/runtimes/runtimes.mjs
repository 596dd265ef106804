// One text alone, and a whole file, in every program that can run the model: ours, the bare runtime, transformers.js, and in
// Python onnxruntime and sentence-transformers; each in fresh processes, in turn. See benchmarks/README.md.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportModel } from "@intentsmith/export";
import { alternate } from "../shared/alternate.mjs";
import { readFlags } from "../shared/arguments.mjs";
import { describeMachine } from "../shared/machine.mjs";
import { formatSpread, median, spread } from "../shared/spread.mjs";
import { testSplit } from "../shared/test-split.mjs";
import { table, writeResults } from "../shared/write-results.mjs";

const flags = readFlags({
  model: "",
  config: "configs/wizard-of-tasks-cooking.yaml",
  name: "",
  rounds: 3,
  threads: 1,
  calls: 1000,
  repeats: 2,
});
if (flags.model === "") {
  console.error("--model FOLDER: a model that `train` saved from --config's data");
  process.exit(2);
}
const python = process.env["INTENTSMITH_PYTHON"] || "python3";
const rounds = flags.quick ? 1 : flags.rounds;
const machine = describeMachine();
const work = mkdtempSync(join(tmpdir(), "runtimes-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));
await exportModel(flags.model, join(work, "exported"), {
  precisions: ["fp32", "int8"],
  forClients: true,
  threads: flags.threads,
});
const texts = (await testSplit(flags.config)).map(({ text }) => text).slice(0, flags.quick ? 64 : undefined);

/** Name → program, precision, and whether it is Python's. */
const programs = {
  "ours, packed": ["packed", "fp32"],
  "ours, exported": ["exported", "fp32"],
  "bare `session.run`": ["bare", "fp32"],
  "transformers.js": ["transformersJs", "fp32"],
  "Python onnxruntime": ["onnxruntime", "fp32", true],
  "sentence-transformers": ["sentenceTransformers", "fp32", true],
  "ours, exported, int8": ["exported", "int8"],
  "bare `session.run`, int8": ["bare", "int8"],
  "transformers.js, int8": ["transformersJs", "int8"],
  "Python onnxruntime, int8": ["onnxruntime", "int8", true],
};
const sides = Object.fromEntries(
  Object.entries(programs).map(([name, [program, precision, isPython = false]], i) => {
    const settings = join(work, `${i}.json`);
    const shared = { trained: flags.model, models: work, threads: flags.threads, texts };
    const amount = flags.quick ? { calls: 50, repeats: 1 } : { calls: flags.calls, repeats: flags.repeats };
    writeFileSync(settings, JSON.stringify({ program, precision, ...shared, ...amount }));
    const script = join(import.meta.dirname, isPython ? "side.py" : "side.mjs");
    return [name, () => ({ command: isPython ? python : process.execPath, args: [script, settings] })];
  }),
);
const results = await alternate(sides, rounds);

const milliseconds = (name, key) => median(results[name].map((result) => result[key])).toFixed(2);
const rows = Object.keys(programs).map((name) => [
  name,
  `${milliseconds(name, "p50")}, ${milliseconds(name, "p99")}`,
  results[name][0].tokenise === undefined
    ? "–"
    : `${(100 * median(results[name].map(({ mean, tokenise }) => tokenise.mean / mean))).toFixed(1)} %`,
  median(results[name].map(({ textsPerSecond }) => textsPerSecond)).toFixed(0),
]);

/** Of one round each: how many times the first is better. */
const ratio = (better, worse, key) =>
  spread(
    results[better].map((result, round) =>
      key === "p50" ? results[worse][round].p50 / result.p50 : result[key] / results[worse][round][key],
    ),
  );
const goals = [
  ["one text at p50: ours exported, times transformers.js", "≥ 2", ratio("ours, exported", "transformers.js", "p50")],
  ["bare `session.run`, times ours exported", "≤ 1.2", ratio("bare `session.run`", "ours, exported", "p50")],
  ["ours exported, times ours packed", "", ratio("ours, exported", "ours, packed", "p50")],
  ["ours exported, times Python onnxruntime", "> 1", ratio("ours, exported", "Python onnxruntime", "p50")],
  ["ours exported, times sentence-transformers", "> 1", ratio("ours, exported", "sentence-transformers", "p50")],
  [
    "a file: ours packed, times sentence-transformers",
    "≥ 2",
    ratio("ours, packed", "sentence-transformers", "textsPerSecond"),
  ],
  ["ours packed, times transformers.js", "≥ 2", ratio("ours, packed", "transformers.js", "textsPerSecond")],
  [
    "ours int8, times sentence-transformers",
    "≥ 4",
    ratio("ours, exported, int8", "sentence-transformers", "textsPerSecond"),
  ],
  [
    "ours int8, times transformers.js float32",
    "≥ 4",
    ratio("ours, exported, int8", "transformers.js", "textsPerSecond"),
  ],
];
writeResults({
  name: "runtimes",
  part: flags.name,
  title: "Runtimes: one text, and a file",
  machine,
  quick: flags.quick,
  lines: [
    `${texts.length} test texts of \`${flags.config}\`, ${flags.threads} thread(s), ${rounds} rounds in fresh processes. One text: ` +
      `${flags.calls} calls. A file: the better of ${flags.repeats} times, batches of 32 sorted by length, in the program or by its caller.`,
    "",
    ...table(["program", "one text: p50, p99 ms", "of which tokenising", "a file: texts/s"], rows),
    ...table(
      ["ratio", "goal", "median (lowest–highest)"],
      goals.map(([what, goal, found]) => [what, goal, formatSpread(found)]),
    ),
    "Tokenising is part of every time but that of the bare `session.run`, whose ids are there before the clock starts.",
  ],
  data: { results },
});
