import { IntentsmithError } from "@intentsmith/core";
import type { Floats } from "@intentsmith/model";

/**
 * The error of a training that ran away. `where` says the step and what is no longer finite; `setting` is what the
 * learning rate is called where the user wrote it.
 */
export function diverged(where: string, setting = "train.learningRate"): IntentsmithError {
  return new IntentsmithError("TRAINING_DIVERGED", where, {
    hint: `Lower ${setting} or raise the warm-up, in a new run; checkpoints written before are intact.`,
  });
}

/** @throws TRAINING_DIVERGED if a number is NaN or infinite; `what` is the sentence's subject. */
export function requireFinite(numbers: Floats, what: string, setting?: string): void {
  for (let i = 0; i < numbers.length; i++) {
    if (!Number.isFinite(numbers[i])) throw diverged(`${what} is ${numbers[i]}`, setting);
  }
}
