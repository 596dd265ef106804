// npm run bench                   lists the benchmarks
// npm run bench -- step --quick   runs one; its flags follow its name

import { spawn } from "node:child_process";
import { constants } from "node:os";
import { join } from "node:path";

const benchmarks = {
  step: ["step/step.mjs", "one training step: tokens/s, operators, linear layers against a plain product, the rest"],
  scaling: ["scaling/scaling.mjs", "how cost grows with length, texts, labels, threads and layers; memory; charts"],
  "freeze-layers": ["freeze-layers/freeze-layers.mjs", "what train.freezeLayers costs in accuracy and gains in time"],
  precision: [
    "precision/precision.mjs",
    "exported files of every precision, and Python's quantiser on ours: size, accuracy, speed (needs pip's onnxruntime)",
  ],
  runtimes: [
    "runtimes/runtimes.mjs",
    "one text and a whole file in seven programs, ours, bare runtimes, transformers.js, sentence-transformers (needs torch)",
  ],
  bulk: [
    "bulk/memory.mjs",
    "`predict --data` on millions of rows of conversations: rows/s and memory, which must not grow",
  ],
  suspects: ["suspects/suspects.mjs", "how many planted wrong labels `data suspects` puts at the top of its list"],
  serving: ["serving/serving.mjs", "the service on one core: requests/s, latency at half load, overload, memory"],
  "against-setfit": [
    "against-setfit/against.mjs",
    "a few texts a label in Python's SetFit (needs several GB for torch)",
  ],
  "against-sentence-transformers": [
    "against-sentence-transformers/against.mjs",
    "the same work and the same accuracy in Python (needs several GB for torch)",
  ],
};

const [name, ...rest] = process.argv.slice(2);
if (name === undefined || !Object.hasOwn(benchmarks, name)) {
  if (name !== undefined) console.error(`No benchmark is called ${name}.`);
  for (const [key, [, about]] of Object.entries(benchmarks)) console.log(`${key.padEnd(32)}${about}`);
  console.log("\nAll take --quick (a smoke run); benchmarks/README.md has the protocol and the other flags.");
  process.exitCode = name === undefined ? 0 : 2;
} else {
  const script = join(import.meta.dirname, ...benchmarks[name][0].split("/"));
  const child = spawn(process.execPath, [script, ...rest], { stdio: "inherit" });
  child.on("exit", (code, signal) => (process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0)));
}
