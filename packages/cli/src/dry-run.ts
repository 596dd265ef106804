import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger, type Logger } from "@intentsmith/core";
import type { Batch } from "@intentsmith/data";
import {
  examplesOf,
  formatDuration,
  planTraining,
  train,
  TrainingInterrupted,
  type TrainingConfig,
  type TrainingPlan,
} from "@intentsmith/train";

/** Steps that are really done to estimate the time; the first one also compiles the graph and is not counted. */
const measuredSteps = 4;

/** What a run would cost. */
export interface DryRun {
  texts: { train: number; validation: number; test: number };
  labels: number;
  pairsPerEpoch: number;
  batchesPerEpoch: number;
  /** Counted through the sampler for the first epoch: each distinct sequence once a batch. */
  tokensPerEpoch: number;
  steps: number;
  warmupSteps: number;
  tokensPerSecond: number;
  estimatedSeconds: number;
  /** Of this process after the measured steps. */
  memoryBytes: number;
}

/** Reads data and base model, counts, and does a few real steps in a temporary folder. Nothing is kept. */
export async function dryRun(config: TrainingConfig, logger: Logger): Promise<DryRun> {
  const plan = await planTraining(config, { logger });
  const counts = countEpoch(plan);
  logger.info(`measuring ${Math.min(measuredSteps, plan.totalSteps)} steps …`);
  const measured = await measureSteps(config, plan);
  const tokens = counts.tokensPerEpoch * config.train.epochs;
  return {
    texts: {
      train: plan.trainExamples.length,
      validation: examplesOf(plan.dataset, "validation").length,
      test: examplesOf(plan.dataset, "test").length,
    },
    labels: plan.dataset.labels.length,
    ...counts,
    batchesPerEpoch: plan.sampler.batchesPerEpoch,
    steps: plan.totalSteps,
    warmupSteps: plan.warmupSteps,
    ...measured,
    estimatedSeconds: Math.round(tokens / measured.tokensPerSecond),
  };
}

export function formatDryRun(run: DryRun): string {
  const n = (value: number): string => value.toLocaleString("en");
  const { train, validation, test } = run.texts;
  return [
    `texts     ${n(train)} train, ${n(validation)} validation, ${n(test)} test; ${run.labels} labels`,
    `epoch     ${n(run.pairsPerEpoch)} pairs, ${n(run.batchesPerEpoch)} batches, ${n(run.tokensPerEpoch)} tokens`,
    `steps     ${n(run.steps)}, ${n(run.warmupSteps)} of them warm-up`,
    `time      about ${formatDuration(run.estimatedSeconds)} at ${n(run.tokensPerSecond)} tokens/s, evaluation apart`,
    `memory    about ${(run.memoryBytes / 1e9).toFixed(1)} GB`,
  ].join("\n");
}

function countEpoch({ sampler, sequences }: TrainingPlan): { pairsPerEpoch: number; tokensPerEpoch: number } {
  let pairsPerEpoch = 0;
  let tokensPerEpoch = 0;
  for (const batch of sampler.epoch(0)) {
    pairsPerEpoch += batch.target.length;
    for (const index of batch.sequences) tokensPerEpoch += sequences[index]?.length ?? 0;
  }
  return { pairsPerEpoch, tokensPerEpoch };
}

async function measureSteps(
  config: TrainingConfig,
  plan: TrainingPlan,
): Promise<{ tokensPerSecond: number; memoryBytes: number }> {
  const folder = mkdtempSync(join(tmpdir(), "intentsmith-dry-run-"));
  const controller = new AbortController();
  let steps = 0;
  const logger: Logger = {
    ...silentLogger,
    progress: () => {
      if (++steps >= measuredSteps) controller.abort("SIGINT");
    },
  };
  const out = join(folder, "run");
  try {
    const untracked = { ...config, tracking: {} };
    await train(untracked, { out, plan: shortened(plan), logger, signal: controller.signal, test: false });
  } catch (error) {
    if (!(error instanceof TrainingInterrupted)) throw error;
  }
  try {
    const rows = readFileSync(join(out, "timing.jsonl"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as TimingLine);
    const counted = rows.length > 1 ? rows.slice(1) : rows;
    const seconds = counted.reduce((sum, row) => sum + row.seconds, 0);
    const tokens = counted.reduce((sum, row) => sum + row.tokensPerSecond * row.seconds, 0);
    return {
      tokensPerSecond: Math.round(tokens / seconds),
      memoryBytes: Math.max(...rows.map((row) => row.memoryBytes)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface TimingLine {
  seconds: number;
  tokensPerSecond: number;
  memoryBytes: number;
}

/** The same plan with no evaluation between the measured steps. */
function shortened(plan: TrainingPlan): TrainingPlan {
  const examples = plan.dataset.examples.filter(({ split }) => split === "train");
  const { sampler } = plan;
  const batches = Array.from({ length: measuredSteps }, (_, i) => i);
  return {
    ...plan,
    dataset: { ...plan.dataset, examples },
    sampler: {
      batchesPerEpoch: sampler.batchesPerEpoch,
      *epoch(): Iterable<Batch> {
        // Short epochs are gone round again: what is measured are steps.
        for (let found = 0; found < batches.length;) {
          for (const batch of sampler.epoch(0)) {
            yield batch;
            if (++found >= batches.length) return;
          }
        }
      },
    },
  };
}
