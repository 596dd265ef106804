import { adamWStep, type AdamWConfig } from "../optim/adamw.ts";
import type { AdamWState } from "../optim/adamw-state.ts";
import { clipFactor, globalNorm } from "../optim/gradient-norm.ts";
import type { TrainableParameters } from "./trainable-parameters.ts";

/**
 * Clips the gradients of a step and moves the parameters by AdamW, those without a gradient included. Returns the
 * gradients' norm before clipping; if that is not finite, nothing was changed.
 */
export function updateParameters(
  parameters: TrainableParameters,
  optimizer: AdamWState,
  learningRate: number,
  config: AdamWConfig & { maxGradNorm: number },
): number {
  const { arena, gradients, segments } = parameters;
  const norm = globalNorm(gradients.data);
  if (!Number.isFinite(norm)) return norm;
  adamWStep(
    arena.data,
    gradients.data,
    optimizer,
    segments,
    learningRate,
    clipFactor(norm, config.maxGradNorm),
    config,
  );
  parameters.untouchedDecay *= 1 - learningRate * config.weightDecay;
  return norm;
}
