import { expect, test } from "vitest";
import { parseTrainingConfig } from "../config/training-config.ts";
import { autoSettings, settleConfig } from "./auto-settings.ts";

const problem = { rows: 1000, labels: 10, layers: 6 };
const parsed = (train: object, format?: 2) =>
  parseTrainingConfig(
    { ...(format && { format }), data: { reader: "csv", files: ["a.csv"] }, model: { base: "b" }, train },
    "test",
  );
const settle = (train: object, format?: 2, given = problem) =>
  settleConfig(parsed(train, format), given, ({ type, ...sizes }) =>
    Math.ceil(given.rows / (type === "grouped" && "batchTexts" in sizes ? (sizes.batchTexts as number) : 1)),
  ).train;

test("the second format leaves loss, epochs, learning rate and batch to the rule, with a warm-up", () => {
  expect(parsed({}, 2).train).toMatchObject({
    loss: "auto",
    epochs: "auto",
    learningRate: "auto",
    sampler: { batchTexts: "auto" },
  });
  expect(settle({}, 2)).toMatchObject({
    loss: autoSettings.loss,
    epochs: 8, // 250 steps of 32 of 1,000 texts
    learningRate: 3e-4,
    sampler: { type: "grouped", batchTexts: 32 },
    warmupRatio: 0.1,
  });
});

test("the first format keeps its defaults, and what is written is kept in both", () => {
  expect(settle({})).toMatchObject({ epochs: 1, learningRate: 2e-5, loss: { type: "online-contrastive" } });
  expect(settle({}).warmupRatio).toBeUndefined();
  const written = {
    epochs: 3,
    learningRate: 1e-5,
    loss: { type: "contrastive", margin: 0.5, distance: "cosine" },
    warmupSteps: 7,
  };
  expect(settle(written, 2)).toMatchObject(written);
  expect(settle(written, 2).warmupRatio).toBeUndefined();
});

test("one setting alone may be auto, and follows those that are written", () => {
  const epochs = settle({ epochs: "auto", sampler: { type: "grouped", batchTexts: 100 } }).epochs;
  expect(epochs).toBe(12); // 10 steps an epoch would need 25 epochs
  expect(settle({ learningRate: "auto" }, undefined, { ...problem, layers: 3 }).learningRate).toBe(5e-4);
});

test("few texts get small batches and many epochs, many texts few epochs", () => {
  expect(settle({}, 2, { ...problem, rows: 100 })).toMatchObject({ epochs: 12, sampler: { batchTexts: 16 } });
  expect(settle({}, 2, { ...problem, rows: 9003 })).toMatchObject({ epochs: 2, sampler: { batchTexts: 32 } });
});

test("the method auto is a search, no training", () => {
  expect(() => settle({ method: "auto" })).toThrow(expect.objectContaining({ code: "CONFIG_INVALID" }));
});

test.each([
  [{ method: "auto", budget: "5 minutes" }, /train\.budget: expected a time such as 30s/],
  [{ budget: "5m" }, /train\.budget: a budget goes with method: auto/],
  [{ epochs: "many" }, /train\.epochs: expected a whole number.* or "auto", found "many"/],
])("%j is refused", (train, message) => {
  expect(() => parsed(train)).toThrow(message);
});
