// A trained model exported in float32, float16 and int8, and what Python's quantiser makes of the float32 file: size,
// accuracy and speed, each file in fresh processes, in turn. See benchmarks/README.md.

import { execFileSync } from "node:child_process";
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
  repeats: 2,
});
if (flags.model === "") {
  console.error("--model FOLDER: a model that `train` saved from --config's data");
  process.exit(2);
}
const python = process.env["INTENTSMITH_PYTHON"] || "python3";
const rounds = flags.quick ? 1 : flags.rounds;
const machine = describeMachine();
const work = mkdtempSync(join(tmpdir(), "precision-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));

const folder = join(work, "deploy");
const exported = await exportModel(flags.model, folder, {
  precisions: ["fp32", "fp16", "int8"],
  threads: flags.threads,
});
const files = Object.fromEntries(exported.models.map(({ precision, file }) => [precision, file]));
files.python = "onnx/python.onnx";
const versions = JSON.parse(
  execFileSync(
    python,
    [join(import.meta.dirname, "quantize.py"), join(folder, files.fp32), join(folder, files.python)],
    {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    },
  )
    .trim()
    .split("\n")
    .at(-1),
);

const test = (await testSplit(flags.config)).slice(0, flags.quick ? 64 : undefined);

const sides = Object.fromEntries(
  Object.entries(files).map(([name, file]) => {
    const settings = join(work, `${name}.json`);
    writeFileSync(
      settings,
      JSON.stringify({
        folder,
        file,
        threads: flags.threads,
        texts: test.map(({ text }) => text),
        labels: test.map(({ label }) => label),
        reference: join(work, "reference.f32"),
        repeats: flags.quick ? 1 : flags.repeats,
      }),
    );
    return [name, () => ({ command: process.execPath, args: [join(import.meta.dirname, "side.mjs"), settings] })];
  }),
);
const results = await alternate(sides, rounds);
const names = { fp32: "float32", fp16: "float16", int8: "int8, ours", python: "int8, `quantize_dynamic`" };
const base = results.fp32;
const ratios = (name, key) => spread(results[name].map((result, round) => result[key] / base[round][key]));
const rows = Object.keys(files).map((name) => {
  const [first] = results[name];
  const changed = first.predicted.filter((label, i) => label !== base[0].predicted[i]).length;
  return [
    names[name],
    `${(first.sizeBytes / 1e6).toFixed(1)} (${((100 * first.sizeBytes) / base[0].sizeBytes).toFixed(1)} %)`,
    first.accuracy.toFixed(4),
    `${changed}`,
    `${first.lowestCosine.toFixed(4)}, ${first.meanCosine.toFixed(4)}`,
    `${median(results[name].map(({ p50 }) => p50)).toFixed(1)}, ${median(results[name].map(({ p99 }) => p99)).toFixed(1)}`,
    formatSpread(spread(results[name].map(({ p50 }, round) => base[round].p50 / p50))),
    median(results[name].map(({ textsPerSecond }) => textsPerSecond)).toFixed(0),
    formatSpread(ratios(name, "textsPerSecond")),
    formatSpread(ratios(name, "textsPerProcessorSecond")),
  ];
});
writeResults({
  name: "precision",
  part: flags.name,
  title: "Precision: size, accuracy and speed of the exported files",
  machine,
  quick: flags.quick,
  lines: [
    `${test.length} test texts of \`${flags.config}\`, ${flags.threads} thread(s), onnxruntime-node for every file, ${rounds} ` +
      `rounds in fresh processes; Python's quantiser: onnxruntime ${versions.onnxruntime}, signed weights, per channel.`,
    "",
    ...table(
      [
        "file",
        "MB (of float32)",
        "accuracy",
        "changed labels",
        "cosine to float32: lowest, mean",
        "one text: p50, p99 ms",
        "times float32 at p50",
        "batches of 32: texts/s",
        "times float32",
        "by processor time",
      ],
      rows,
    ),
    "Ratios are of one round, median (lowest–highest). Tokenising is part of every time.",
  ],
  data: {
    versions,
    results: Object.fromEntries(Object.entries(results).map(([k, v]) => [k, v.map(({ predicted: _, ...r }) => r)])),
  },
});
