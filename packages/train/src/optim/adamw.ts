import type { Floats } from "@intentsmith/model";
import { updateFloat32Segment } from "./adamw-kernel.ts";
import type { AdamWState, DecaySegment, StepConstants } from "./adamw-state.ts";

export interface AdamWConfig {
  weightDecay: number;
  beta1?: number;
  beta2?: number;
  epsilon?: number;
}

/**
 * One step of AdamW (Loshchilov & Hutter 2019, as torch.optim.AdamW): p ← p·(1 − η·λ) where decay holds, then
 * m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², p ← p − η/(1 − β₁ᵗ) · m / (√v/√(1 − β₂ᵗ) + ε). `gradientFactor` is the clip.
 * Computed in the arrays' own type.
 */
export function adamWStep(
  parameters: Floats,
  gradients: Floats,
  state: AdamWState,
  segments: readonly DecaySegment[],
  learningRate: number,
  gradientFactor: number,
  config: AdamWConfig,
): void {
  const { weightDecay, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = config;
  state.steps += 1;
  const stepSize = learningRate / (1 - beta1 ** state.steps);
  const inverseRoot = 1 / Math.sqrt(1 - beta2 ** state.steps);
  const constants = { stepSize, inverseRoot, epsilon, beta1, beta2, gradientFactor };
  for (const { start, end, decay } of segments) {
    const shrinkage = decay ? learningRate * weightDecay : 0;
    if (parameters instanceof Float32Array && gradients instanceof Float32Array) {
      updateFloat32Segment(parameters, gradients, state, start, end, shrinkage, constants);
    } else {
      updateSegment(parameters, gradients, state, start, end, 1 - shrinkage, constants);
    }
  }
}

/** Plain numbers only, so that it compiles to straight machine code. */
function updateSegment(
  p: Floats,
  g: Floats,
  { firstMoments: m, secondMoments: v }: AdamWState,
  start: number,
  end: number,
  shrink: number,
  { stepSize, inverseRoot, epsilon, beta1, beta2, gradientFactor }: StepConstants,
): void {
  const [one1, one2] = [1 - beta1, 1 - beta2];
  for (let i = start; i < end; i++) {
    const gradient = (g[i] as number) * gradientFactor;
    const first = beta1 * (m[i] as number) + one1 * gradient;
    const second = beta2 * (v[i] as number) + one2 * gradient * gradient;
    m[i] = first;
    v[i] = second;
    p[i] = (p[i] as number) * shrink - (stepSize * first) / (Math.sqrt(second) * inverseRoot + epsilon);
  }
}
