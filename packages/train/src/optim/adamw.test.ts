import { describe, expect, test } from "vitest";
import { flatten, goldenAdamW } from "../testing/golden-adamw.ts";
import { expectNearFloat64 } from "../testing/near.ts";
import { adamWStep } from "./adamw.ts";
import { createAdamWState, type DecaySegment } from "./adamw-state.ts";
import { clipFactor, globalNorm } from "./gradient-norm.ts";

const { config, decay, initial, steps, snapshots } = goldenAdamW;

function segments(): DecaySegment[] {
  let start = 0;
  return Object.entries(initial).map(([name, values]) => {
    const end = start + (values as number[][]).flat().length;
    const segment = { start, end, decay: decay[name] === true };
    start = end;
    return segment;
  });
}

describe("50 steps of torch.optim.AdamW with clipping, in float64", () => {
  test("parameters and both moments follow", () => {
    expect(snapshots.map(({ afterSteps }) => afterSteps)).toEqual([10, 20, 30, 40, 50]);
    const parameters = flatten(initial);
    const state = createAdamWState(parameters);
    for (const { step, learningRate, gradientNorm, gradients } of steps) {
      const flat = flatten(gradients);
      const norm = globalNorm(flat);
      expectNearFloat64([norm], [gradientNorm], `norm of step ${step}`);
      adamWStep(parameters, flat, state, segments(), learningRate, clipFactor(norm, config.maxGradNorm), config);
      const snapshot = snapshots.find(({ afterSteps }) => afterSteps === state.steps);
      if (snapshot === undefined) continue;
      expectNearFloat64(parameters, flatten(snapshot.parameters), `parameters after ${state.steps}`);
      expectNearFloat64(state.firstMoments, flatten(snapshot.firstMoments), `first moments after ${state.steps}`);
      expectNearFloat64(state.secondMoments, flatten(snapshot.secondMoments), `second moments after ${state.steps}`);
    }
    expect(state.steps).toBe(50);
  });

  test("the golden file has steps with clipping, without, and with no gradient at all", () => {
    const norms = steps.map(({ gradientNorm }) => gradientNorm);
    expect(norms.some((norm) => norm > config.maxGradNorm)).toBe(true);
    expect(norms.some((norm) => norm > 0 && norm < config.maxGradNorm)).toBe(true);
    expect(norms).toContain(0);
  });
});

test("clipping leaves small gradients as they are and scales large ones with torch's 1e-6", () => {
  expect(clipFactor(0.5, 1)).toBe(1);
  expect(clipFactor(0, 1)).toBe(1);
  expect(clipFactor(4, 1)).toBe(1 / (4 + 1e-6));
});
