import type { Floats } from "@intentsmith/model";

/** √Σg² over all gradients, summed in float64 in a fixed order: four sums, as one would wait for itself at each number. */
export function globalNorm(gradients: Floats): number {
  let first = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  const end = gradients.length - (gradients.length % 4);
  for (let i = 0; i < end; i += 4) {
    const a = gradients[i] as number;
    const b = gradients[i + 1] as number;
    const c = gradients[i + 2] as number;
    const d = gradients[i + 3] as number;
    first += a * a;
    second += b * b;
    third += c * c;
    fourth += d * d;
  }
  for (let i = end; i < gradients.length; i++) first += (gradients[i] as number) ** 2;
  return Math.sqrt(first + second + third + fourth);
}

/** The factor that brings the norm down to `maxNorm`: min(1, max / (norm + 1e-6)), as torch's clip_grad_norm_. */
export function clipFactor(norm: number, maxNorm: number): number {
  return Math.min(1, maxNorm / (norm + 1e-6));
}
