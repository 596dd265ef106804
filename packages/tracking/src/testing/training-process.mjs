/**
 * A process that trains for tests of being killed: `node training-process.mjs RUN BASE_URL FROM TO`. It opens or makes
 * the run, goes on after step FROM, writes a step every few milliseconds up to TO, and ends the run properly.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { collectMachine, resolveWandbSettings, RunDirectory, startUploader } from "../../dist/index.js";

const [path, baseUrl, from, to] = process.argv.slice(2);
const info = {
  id: "killed",
  name: "killed",
  config: {},
  commandLine: [],
  versions: {},
  machine: collectMachine(),
  gitCommit: null,
  dataHash: "",
  seed: 1,
  startedAt: new Date().toISOString(),
};
const run = existsSync(join(path, "run.json"))
  ? RunDirectory.reopen(path, { step: Number(from) })
  : RunDirectory.create(path, info);
const settings = resolveWandbSettings(
  { project: "demo", entity: "team" },
  { environment: { WANDB_API_KEY: "0".repeat(40), WANDB_BASE_URL: baseUrl }, home: "/nonexistent" },
);
const pace = { minWaitMs: 5, maxWaitMs: 20, intervalMs: 5 };
const uploader = startUploader(run, settings, { pace });
for (let step = Number(from) + 1; step <= Number(to); step++) {
  run.appendMetrics({
    step,
    epoch: 0,
    loss: 1 / step,
    learningRate: 0,
    gradientNorm: 0,
    hardPositives: null,
    hardNegatives: null,
  });
  run.appendTiming({ step, tokensPerSecond: 1, seconds: 0, memoryBytes: 1 });
  await new Promise((resolve) => setTimeout(resolve, 2));
}
run.finish({ status: "finished", exitCode: 0, finalMetrics: {} });
await uploader.finish();
