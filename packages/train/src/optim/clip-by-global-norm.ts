import type { Floats } from "@intentsmith/model";

/** √Σg² over all gradients, summed in float64 in a fixed order. */
export function globalNorm(gradients: Floats): number {
  let sum = 0;
  for (let i = 0; i < gradients.length; i++) {
    const value = gradients[i] as number;
    sum += value * value;
  }
  return Math.sqrt(sum);
}

/** The factor that brings the norm down to `maxNorm`: min(1, max / (norm + 1e-6)), as torch's clip_grad_norm_. */
export function clipFactor(norm: number, maxNorm: number): number {
  return Math.min(1, maxNorm / (norm + 1e-6));
}
