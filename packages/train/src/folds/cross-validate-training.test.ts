import { existsSync } from "node:fs";
import { join } from "node:path";
import { onnxruntimeEngine } from "@intentsmith/graph";
import { expect, test } from "vitest";
import { exampleTraining } from "../testing/example-training.ts";
import { crossValidateTraining } from "./cross-validate-training.ts";
import { readFoldsRecord } from "./folds-record.ts";
import { summariseFolds } from "./folds-summary.ts";

const engine = onnxruntimeEngine({ threads: 1 });

test.each([{ epochs: 1 }, { method: "head", head: { type: "prototypes", wordWeight: 0 } }])(
  "%o: every text outside test is judged once, and no model is left",
  async (train) => {
    const { config, out } = exampleTraining({ train, textsALabel: 10 });
    const summary = await crossValidateTraining(config, { out, folds: 3, engine });
    // 4 labels of 10 texts, of which a fifth is test
    expect(summary.total).toBe(32);
    expect(summary.folds.map(({ run }) => run)).toEqual(["fold-1", "fold-2", "fold-3"]);
    expect(summary.correct).toBe(summary.folds.reduce((sum, { correct }) => sum + correct, 0));
    expect(existsSync(join(out, "fold-1", "final-metrics.json"))).toBe(true);
    expect(existsSync(join(out, "fold-1", "model"))).toBe(false);
    expect(readFoldsRecord(out)).toMatchObject({ status: "finished", count: 3, folds: summary.folds });
  },
);

test("stopped and resumed it ends with the figures of one that ran through; another config is refused", async () => {
  const { config, out, folder } = exampleTraining({ train: { epochs: 1 }, textsALabel: 10 });
  const whole = await crossValidateTraining(config, { out: join(folder, "whole"), folds: 3, engine });
  const controller = new AbortController();
  const logger = {
    info: (text: string) => text.startsWith("fold 1 of 3: accuracy") && controller.abort("SIGINT"),
    warn: () => {},
    progress: () => {},
  };
  const stopped = crossValidateTraining(config, { out, folds: 3, engine, logger, signal: controller.signal });
  await expect(stopped).rejects.toMatchObject({ signal: "SIGINT" });
  expect(readFoldsRecord(out)).toMatchObject({ status: "running", folds: [whole.folds[0]] });
  await expect(crossValidateTraining(config, { out, folds: 4, engine, resume: true })).rejects.toMatchObject({
    code: "CHECKPOINT_UNUSABLE",
  });
  expect(await crossValidateTraining(config, { out, folds: 3, engine, resume: true })).toEqual(whole);
  await expect(crossValidateTraining(config, { out, folds: 3, engine })).rejects.toMatchObject({
    code: "OUTPUT_EXISTS",
  });
});

test("the spread is that of a sample; one fold has none", () => {
  const fold = (correct: number) => ({
    run: "",
    total: 10,
    correct,
    accuracy: correct / 10,
    macroF1: 0.5,
    validationAccuracy: null,
  });
  const summary = summariseFolds([fold(6), fold(8), fold(10)]);
  // numpy.std([0.6, 0.8, 1.0], ddof=1) = 0.2; statsmodels' proportion_confint(24, 30, method="wilson")
  expect(summary).toMatchObject({ accuracy: 0.8, total: 30, lowest: 0.6, highest: 1 });
  expect(summary?.deviation).toBeCloseTo(0.2, 12);
  expect(summary?.interval.low).toBeCloseTo(0.6269, 4);
  expect(summariseFolds([fold(6)])?.deviation).toBeNaN();
  expect(summariseFolds([])).toBeUndefined();
});
