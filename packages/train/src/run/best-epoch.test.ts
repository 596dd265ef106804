import { readFileSync, writeFileSync } from "node:fs";
import { readTrainedModelRecord } from "@intentsmith/classifier";
import { onnxruntimeEngine } from "@intentsmith/graph";
import { loadModel } from "@intentsmith/model";
import { expect, test } from "vitest";
import { planTraining } from "../plan/training-plan.ts";
import { evaluateSplit } from "../report/split-evaluation.ts";
import { exampleTraining, rememberingLogger } from "../testing/example-training.ts";
import { finalMetricsOf } from "../testing/run-files.ts";
import { train } from "./train.ts";

const next: Record<string, string> = {
  ask_question: "chitchat",
  chitchat: "next_step",
  next_step: "stop_cook",
  stop_cook: "ask_question",
};

test("what is kept and measured is the best epoch's model, not the last one's", async () => {
  const { config, out } = exampleTraining({ textsALabel: 40, train: { epochs: 6, learningRate: 1e-2 } });
  // Validation has every label wrong: the more is learned, the worse it gets, so the first epochs are the best
  const [csv] = config.data.files as [string];
  const wrong = (_: string, label: string): string => `,${next[label]},validation`;
  writeFileSync(csv, readFileSync(csv, "utf8").replaceAll(/,(\w+),validation$/gm, wrong));
  const plan = await planTraining(config, { logger: rememberingLogger().logger });
  const engine = onnxruntimeEngine({ threads: 1 });
  const accuracies: number[] = [];
  const { logger } = rememberingLogger();
  const info = (line: string): void => {
    const [, accuracy] = /^epoch \d: validation accuracy ([\d.]+)/.exec(line) ?? [];
    if (accuracy !== undefined) accuracies.push(Number(accuracy));
  };
  const result = await train(config, { out, plan, engine, logger: { ...logger, info } });

  expect(accuracies).toHaveLength(6);
  expect(result.bestEpoch).toBe(accuracies.indexOf(Math.max(...accuracies)) + 1);
  expect(result.bestEpoch).toBeLessThan(6);
  expect(accuracies.at(-1)).toBeLessThan(Math.max(...accuracies));
  // The last epoch's model knows the labels of the test texts; the kept one does not yet
  expect(result.test?.metrics["accuracy"]).toBeLessThan(0.8);
  const kept = await evaluateSplit(await loadModel(result.modelDirectory), plan.dataset, "test", {
    engine,
    bestBy: "accuracy",
  });
  for (const [name, value] of Object.entries(kept.metrics)) {
    expect(result.test?.metrics[name], name).toBe(value);
    expect(finalMetricsOf(out)[`test_${name}`], name).toBe(value);
    expect(readTrainedModelRecord(result.modelDirectory).metrics[`test_${name}`], name).toBe(value);
  }
  expect(result.validation?.metrics["accuracy"]).toBeCloseTo(Math.max(...accuracies), 4);
});
