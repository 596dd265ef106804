import type { Floats } from "@intentsmith/model";

/** A run of parameters that share the decision whether they decay. */
export interface DecaySegment {
  start: number;
  end: number;
  decay: boolean;
}

/** AdamW's memory: both moments, laid out like the parameters, and the number of steps done. */
export interface AdamWState {
  firstMoments: Floats;
  secondMoments: Floats;
  steps: number;
}

export function createAdamWState(parameters: Floats): AdamWState {
  const zeros = (): Floats =>
    parameters instanceof Float64Array ? new Float64Array(parameters.length) : new Float32Array(parameters.length);
  return { firstMoments: zeros(), secondMoments: zeros(), steps: 0 };
}

/** What all parameters of a step share. */
export interface StepConstants {
  stepSize: number;
  inverseRoot: number;
  epsilon: number;
  beta1: number;
  beta2: number;
  gradientFactor: number;
}
