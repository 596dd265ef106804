import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readJsonFile } from "@intentsmith/core";
import type { Engine } from "@intentsmith/graph";
import { loadModel } from "@intentsmith/model";
import { readRunRecord } from "@intentsmith/tracking";
import { savedHead } from "../folder/trained-folder.ts";
import { evaluateSplit } from "../report/split-evaluation.ts";
import type { TrainingPlan } from "../plan/training-plan.ts";
import type { GridRecord, Trial } from "./grid-record.ts";

/** What a finished run's folder says: so a grid that was killed after a trial's end need not run it again. */
export async function trialOutcome(
  run: string,
  plan: TrainingPlan,
  metric: GridRecord["metric"],
  engine: Engine,
): Promise<Partial<Trial>> {
  const metrics = readJsonFile(join(run, "final-metrics.json"), "the run's final metrics") as Record<string, unknown>;
  const numbers = Object.fromEntries(
    Object.entries(metrics).filter((entry): entry is [string, number] => typeof entry[1] === "number"),
  );
  const value = numbers[`validation_${metric.name}`] ?? (await evaluateAgain(run, plan, metric.name, engine));
  const record = readRunRecord(run);
  const validationHash = record.dataHashes?.splits["validation"];
  return {
    status: "finished",
    value: Number.isFinite(value) ? value : null,
    bestEpoch: numbers["best_epoch"] ?? null,
    ...trainingCost(run),
    metrics: numbers,
    dataHash: record.dataHash,
    ...(validationHash === undefined ? {} : { validationHash }),
    reason: null,
  };
}

/** A metric that the run was not chosen by, and so did not record. */
async function evaluateAgain(run: string, plan: TrainingPlan, metric: string, engine: Engine): Promise<number> {
  const folder = join(run, "model");
  const { metrics } = await evaluateSplit(await loadModel(folder), plan.dataset, "validation", {
    engine,
    bestBy: metric,
    head: (encoder) => savedHead(folder, encoder),
  });
  return metrics[metric] ?? NaN;
}

/** Steps, tokens and time over all resumptions, from `timing.jsonl`. */
export function trainingCost(run: string): Pick<Trial, "steps" | "tokens" | "seconds"> {
  const path = join(run, "timing.jsonl");
  const lines = existsSync(path) ? readFileSync(path, "utf8").split("\n").slice(0, -1) : [];
  const rows = lines.map((line) => JSON.parse(line) as { tokensPerSecond: number; seconds: number; runtime: number });
  return {
    steps: rows.length,
    tokens: Math.round(rows.reduce((sum, { tokensPerSecond, seconds }) => sum + tokensPerSecond * seconds, 0)),
    seconds: rows.at(-1)?.runtime ?? 0,
  };
}
