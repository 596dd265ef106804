import { isBetter, type MetricDirection } from "@intentsmith/eval";
import type { TrainingProgress } from "../folder/checkpoint.ts";

/** An epoch that has just ended. */
export interface EndedEpoch {
  /** Counted from 1. */
  epoch: number;
  /** The metric that epochs are chosen by; undefined without a validation split. */
  value: number | undefined;
  direction: MetricDirection;
}

export interface StoppingRules {
  epochs: number;
  earlyStopping?: { patience: number; minDelta: number } | undefined;
}

/** A gain over all epochs before that is more than chance and rounding, in a metric between 0 and 1. */
const realGain = 0.005;

/**
 * What a run that has just done its last epoch should tell: nothing, or that more epochs may give more. A learning rate that
 * falls to 0 nearly always makes the last epoch the best by a little, so a little does not count.
 */
export function stillGaining(
  before: number | null | undefined,
  { epoch, value, direction }: EndedEpoch,
  { epochs }: StoppingRules,
): string | undefined {
  if (epoch < epochs || value === undefined || Number.isNaN(value)) return undefined;
  const how = "try more (train.epochs), or train.epochs: auto";
  if (epochs === 1) return `one epoch: whether more would gain is not known; ${how}`;
  if (typeof before !== "number") return undefined;
  const gain = Math.abs(value - before);
  if (gain < realGain || !isBetter(value, before, direction)) return undefined;
  return `validation still gained ${gain.toFixed(4)} in the last of ${epochs} epochs; ${how}`;
}

/** What follows from an epoch's end. */
export interface EpochDecision extends Pick<TrainingProgress, "best" | "epochsWithoutGain" | "stopped"> {
  /** Whether the epoch's model is the one to keep now. */
  keep: boolean;
}

/**
 * Whether an epoch's model is kept, and whether training stops early. Without validation the last epoch is kept. A metric
 * that is NaN never wins, but some model has to be kept, so the first epoch always is. A gain of `minDelta` or less
 * counts as none for stopping; the better model is kept all the same.
 */
export function considerEpoch(
  { best: before, epochsWithoutGain: waited }: Pick<TrainingProgress, "best" | "epochsWithoutGain">,
  { epoch, value, direction }: EndedEpoch,
  { epochs, earlyStopping }: StoppingRules,
): EpochDecision {
  const bestValue = before?.value ?? NaN;
  const keep = value === undefined || before === null || isBetter(value, bestValue, direction);
  const isGain = keep && !(Math.abs((value ?? NaN) - bestValue) <= (earlyStopping?.minDelta ?? 0));
  const epochsWithoutGain = isGain ? 0 : waited + 1;
  return {
    keep,
    best: keep ? { epoch, value: value === undefined || Number.isNaN(value) ? null : value } : before,
    epochsWithoutGain,
    stopped: earlyStopping !== undefined && epochsWithoutGain >= earlyStopping.patience && epoch < epochs,
  };
}
