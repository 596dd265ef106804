// A whole training run of ours, as a user starts it; prints its seconds, all in, and the accuracies.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { train } from "@intentsmith/train";
import { cookingConfig } from "../../shared/cooking.mjs";
import { sum } from "../../shared/spread.mjs";

const { config: path, data, base, seed, threads, settings = [] } = JSON.parse(process.argv[2]);
const work = mkdtempSync(join(tmpdir(), "against-"));
const config = cookingConfig(path, {
  data,
  base,
  settings: [...settings, `train.seed=${seed}`, `train.threads=${threads}`],
});
const result = await train(config, { out: join(work, "run") });
// since the start of the process: loading our modules is part of it
const seconds = performance.now() / 1000;
const rows = readFileSync(join(work, "run", "timing.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line));
rmSync(work, { recursive: true });
console.log(
  JSON.stringify({
    seconds,
    stepsSeconds: sum(rows.map((row) => row.seconds)),
    steps: result.steps,
    tokens: result.tokens,
    bestEpoch: result.bestEpoch,
    validationAccuracy: result.validation.result.accuracy,
    testAccuracy: result.test.result.accuracy,
  }),
);
