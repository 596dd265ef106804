import { onnxruntimeEngine } from "@intentsmith/graph";
import { expect, test } from "vitest";
import { exampleTraining, rememberingLogger } from "../testing/example-training.ts";
import { differingFiles } from "../testing/run-files.ts";
import { train } from "../run/train.ts";
import type { TrainingConfig } from "../config/training-config.ts";
import { countEpochTokens } from "../plan/epoch-tokens.ts";
import { measureTokensPerSecond } from "../run/measure-speed.ts";
import { planTraining } from "../plan/training-plan.ts";
import { SharedSessions } from "./shared-sessions.ts";

test("equal graphs are compiled once, and nothing of one run gets into the next", async () => {
  const { config, folder } = exampleTraining();
  const engine = new SharedSessions(onnxruntimeEngine({ threads: 1 }));
  const with_ = (changes: Partial<TrainingConfig["train"]>): TrainingConfig => ({
    ...config,
    train: { ...config.train, ...changes },
  });
  await train(config, { out: `${folder}/a`, engine });
  const { compiled } = engine;
  expect(compiled).toBeGreaterThan(0);
  await train(with_({ learningRate: 1e-4, seed: 8, dropout: 0.2 }), { out: `${folder}/b`, engine });
  await train(config, { out: `${folder}/c`, engine });
  expect(engine.compiled).toBe(compiled);
  await train(with_({ dropout: 0 }), { out: `${folder}/d`, engine });
  expect(engine.compiled).toBeGreaterThan(compiled);
  await engine.releaseAll();
  await train(config, { out: `${folder}/alone` });
  expect(differingFiles(`${folder}/a`, `${folder}/c`)).toEqual([]);
  expect(differingFiles(`${folder}/a`, `${folder}/alone`)).toEqual([]);
});

test("no more sessions are kept than the limit; the longest unused go first", async () => {
  const { config, folder } = exampleTraining({ train: { epochs: 1 } });
  const engine = new SharedSessions(onnxruntimeEngine({ threads: 1 }), 1);
  await train(config, { out: `${folder}/a`, engine });
  const { compiled } = engine;
  await train({ ...config, train: { ...config.train, dropout: 0 } }, { out: `${folder}/b`, engine });
  await train(config, { out: `${folder}/c`, engine });
  expect(engine.compiled).toBeGreaterThan(compiled);
  await engine.releaseAll();
});

test("the cost of a run is known before: tokens as they are trained, speed of real steps, weights untouched", async () => {
  const { config, folder } = exampleTraining({ train: { epochs: 1 } });
  const plan = await planTraining(config, { logger: rememberingLogger().logger });
  const { tokens } = await train(config, { out: `${folder}/a`, plan });
  const counted = countEpochTokens(plan);
  expect(counted.training).toBe(tokens);
  expect(counted.evaluation).toBeGreaterThan(0);
  expect(await measureTokensPerSecond(config, plan, onnxruntimeEngine({ threads: 1 }))).toBeGreaterThan(0);
  await train(config, { out: `${folder}/b`, plan });
  expect(differingFiles(`${folder}/a`, `${folder}/b`)).toEqual([]);
});
