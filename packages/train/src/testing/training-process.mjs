/**
 * A process that trains, for tests of being killed: `node training-process.mjs JOB.json`. The job names a `kind` (train
 * or grid), its config and folder, whether to resume, and how many milliseconds each write to the disk takes longer
 * (so that a kill can fall into one). Exit codes are the command's.
 */
import fs, { readFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const job = JSON.parse(readFileSync(process.argv[2], "utf8"));
if (job.slowWriteMs > 0) {
  const { fsyncSync } = fs;
  const cell = new Int32Array(new SharedArrayBuffer(4));
  fs.fsyncSync = (descriptor) => {
    Atomics.wait(cell, 0, 0, job.slowWriteMs);
    fsyncSync(descriptor);
  };
  syncBuiltinESMExports();
}
const { parseTrainingConfig, runGrid, train, TrainingInterrupted } = await import("../../dist/index.js");

const controller = new AbortController();
for (const name of ["SIGINT", "SIGTERM"]) process.once(name, () => controller.abort(name));
const say = (line) => process.stderr.write(`${line}\n`);
const logger = { info: say, warn: (line) => say(`warning: ${line}`), progress: say };
const options = { out: job.out, resume: job.resume, logger, signal: controller.signal };
try {
  if (job.kind === "grid") await runGrid(job.config, job.grid, options);
  else await train(parseTrainingConfig(job.config, "job"), options);
} catch (error) {
  say(String(error.code ?? error.name) + ": " + error.message);
  process.exitCode =
    error instanceof TrainingInterrupted ? (error.signal === "SIGINT" ? 130 : 143) : (error.exitCode ?? 1);
}
