import { IntentsmithError } from "@intentsmith/core";
import type { Floats } from "@intentsmith/model";

/** The error of a training that ran away. `where` says the step and what is no longer finite. */
export function diverged(where: string): IntentsmithError {
  return new IntentsmithError("TRAINING_DIVERGED", where, {
    hint: "Lower the learning rate or raise the warm-up, in a new run; checkpoints written before are intact.",
  });
}

/** @throws TRAINING_DIVERGED if a number is NaN or infinite; `what` is the sentence's subject. */
export function requireFinite(numbers: Floats, what: string): void {
  for (let i = 0; i < numbers.length; i++) {
    if (!Number.isFinite(numbers[i])) throw diverged(`${what} is ${numbers[i]}`);
  }
}
