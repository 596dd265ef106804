import type { EpochTokens } from "../plan/epoch-tokens.ts";
import type { TrainingConfig } from "../config/training-config.ts";
import type { Trial } from "./grid-record.ts";

/** A forward pass costs about a third of forward and backward. */
const evaluationCost = 1 / 3;

/** A trial's work in training tokens. */
export function trialWork(epoch: EpochTokens, { epochs }: TrainingConfig["train"]): number {
  return epochs * (epoch.training + epoch.evaluation * evaluationCost);
}

/** Work a second of the trials that have finished; undefined before the first. */
export function measuredSpeed(trials: readonly Trial[], work: ReadonlyMap<string, number>): number | undefined {
  let [done, seconds] = [0, 0];
  for (const { name, status, seconds: spent } of trials) {
    if (status !== "finished" || spent === null || spent === 0) continue;
    done += work.get(name) ?? 0;
    seconds += spent;
  }
  return seconds === 0 ? undefined : done / seconds;
}
