import { IntentsmithError, messageOf } from "@intentsmith/core";
import { restoreNumber, storeNumber } from "./number-text.ts";

/** What a training step reports. Nothing here may come from a clock: two runs of a config write the same bytes. */
export interface MetricsRow {
  /** Optimizer steps done, from 1. */
  step: number;
  /** Epochs done, as a fraction. */
  epoch: number;
  loss: number;
  learningRate: number;
  /** L2 norm over all gradients, before clipping. */
  gradientNorm: number;
  /** Pairs of each kind that entered an online loss; null for losses that select nothing. */
  hardPositives: number | null;
  hardNegatives: number | null;
  /** Further numbers of a loss or sampler. */
  [metric: string]: number | null;
}

/** What a step cost; kept apart from the metrics because it comes from a clock. */
export interface TimingRow {
  step: number;
  /** Real (unpadded) tokens a second. */
  tokensPerSecond: number;
  /** Seconds that the step took. */
  seconds: number;
  /** Resident memory of the process in bytes. */
  memoryBytes: number;
}

/** A timing row as it lies on disk, with the moment and the run's age filled in. */
export interface StoredTimingRow extends TimingRow {
  /** Unix time in seconds. */
  timestamp: number;
  /** Seconds that the run has been going; the time between an interruption and its resume does not count. */
  runtime: number;
}

const metricsOrder = ["step", "epoch", "loss", "learningRate", "gradientNorm", "hardPositives", "hardNegatives"];
const timingOrder = ["step", "timestamp", "runtime", "seconds", "tokensPerSecond", "memoryBytes"];

/** One line of `metrics.jsonl` without its newline: known keys first in a fixed order, then the others by name. */
export function encodeMetricsRow(row: MetricsRow): string {
  return encodeRow({ ...row }, metricsOrder);
}

/** One line of `timing.jsonl` without its newline. */
export function encodeTimingRow(row: StoredTimingRow): string {
  return encodeRow({ ...row }, timingOrder);
}

function encodeRow(row: Record<string, number | null>, order: readonly string[]): string {
  const others = Object.keys(row)
    .filter((key) => !order.includes(key))
    .sort();
  const entries = [...order.filter((key) => key in row), ...others].map((key) => [key, storeNumber(row[key] ?? null)]);
  return JSON.stringify(Object.fromEntries(entries));
}

/** Reads a line of `metrics.jsonl` or `timing.jsonl`. @throws FILE_MALFORMED naming the place. */
export function decodeRow(line: string, where: string): { step: number } & Record<string, number | null> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch (error) {
    throw malformed(where, messageOf(error), error);
  }
  const row: Record<string, number | null> = {};
  for (const [key, value] of Object.entries((parsed ?? {}) as Record<string, unknown>)) {
    const number = restoreNumber(value);
    if (number === undefined) throw malformed(where, `${key} is not a number`);
    row[key] = number;
  }
  const step = row["step"];
  if (typeof step !== "number" || !Number.isInteger(step)) throw malformed(where, "no whole-numbered step");
  return { ...row, step };
}

function malformed(where: string, reason: string, cause?: unknown): IntentsmithError {
  return new IntentsmithError("FILE_MALFORMED", `${where}: not a row of numbers with a step: ${reason}`, {
    hint: "The file was changed or damaged; copy the run folder and remove that line.",
    cause,
  });
}
