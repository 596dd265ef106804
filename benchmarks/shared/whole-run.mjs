import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@intentsmith/core";
import { planTraining, train } from "@intentsmith/train";
import { cookingConfig } from "./cooking.mjs";
import { sum } from "./spread.mjs";

/**
 * A whole training run of ours, as a user starts it, for a process of its own.
 *
 * @param config path below the root. @param settings `key=value`, over the config's.
 * @returns `seconds` since the process began, all in; of them `stepsSeconds` in training steps and `preparingSeconds`
 * between the plan (data, tokenising) and the first step: with frozen layers, running those over all texts.
 */
export async function wholeRun({ config: path, data, base, seed, threads, settings = [] }) {
  const work = mkdtempSync(join(tmpdir(), "whole-run-"));
  try {
    const config = cookingConfig(path, {
      data,
      base,
      settings: [...settings, `train.seed=${seed}`, `train.threads=${threads}`],
    });
    const plan = await planTraining(config, { logger: silentLogger });
    const planned = performance.now();
    let firstStepMs;
    // The line of progress follows each step
    const logger = { ...silentLogger, progress: () => (firstStepMs ??= performance.now() - planned) };
    const result = await train(config, { out: join(work, "run"), plan, logger });
    // since the start of the process: loading our modules is part of it
    const seconds = performance.now() / 1000;
    const rows = readFileSync(join(work, "run", "timing.jsonl"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    return {
      seconds,
      preparingSeconds: firstStepMs / 1000 - rows[0].seconds,
      stepsSeconds: sum(rows.map((row) => row.seconds)),
      steps: result.steps,
      tokens: result.tokens,
      peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
      bestEpoch: result.bestEpoch,
      validationAccuracy: result.validation.result.accuracy,
      testAccuracy: result.test.result.accuracy,
    };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
