import { readFileSync } from "node:fs";

/** Parameters by name: rows, or a vector. */
export type Named = Record<string, number[] | number[][]>;

/** oracles/golden/adamw.json: 50 steps of torch.optim.AdamW with clipping and a schedule, in float64. */
export interface GoldenAdamW {
  config: { learningRate: number; weightDecay: number; maxGradNorm: number; warmupSteps?: number };
  decay: Record<string, boolean>;
  initial: Named;
  steps: { step: number; learningRate: number; gradientNorm: number; gradients: Named }[];
  snapshots: { afterSteps: number; parameters: Named; firstMoments: Named; secondMoments: Named }[];
  schedules: { name: string; warmupSteps?: number; totalSteps: number; factors: number[] }[];
}

const path = new URL("../../../../oracles/golden/adamw.json", import.meta.url);
export const goldenAdamW: GoldenAdamW = JSON.parse(readFileSync(path, "utf8")) as GoldenAdamW;

/** The parameters end to end, in the order of `initial`. */
export function flatten(named: Named): Float64Array {
  return Float64Array.from(Object.keys(goldenAdamW.initial).flatMap((name) => (named[name] as number[][]).flat()));
}
