import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fillMask, mixKey } from "../step/dropout-masks.ts";
import { exampleTraining, temporaryFolder } from "../testing/example-training.ts";
import { recordingEngine } from "../testing/recording-engine.ts";
import { metricsOf } from "../testing/run-files.ts";
import { train } from "./train.ts";

test("a step's dropout masks are drawn from the config's seed and the number of the step", async () => {
  const { config, out } = exampleTraining({ train: { seed: 7, dropout: { hidden: 0.3, attention: 0.2 } } });
  const { engine, steps } = recordingEngine(/^dropout_(embeddings|attention_0_0)$/);
  await train(config, { out, engine });
  expect(steps).toHaveLength(12);
  for (const [step, feeds] of steps.entries()) {
    for (const [name, rate, place] of [
      ["dropout_embeddings", 0.3, 1],
      ["dropout_attention_0_0", 0.2, 2],
    ] as const) {
      const values = feeds[name]?.values ?? [];
      const expected = new Float32Array(values.length);
      fillMask(expected, rate, mixKey(7, step, place));
      expect(values, `${name} of step ${step}`).toEqual(Array.from(expected));
    }
  }
});

test("attention runs in six length buckets, so that a long text does not pad all others", async () => {
  const lines = Array.from({ length: 36 }, (_, i) => `${"egg ".repeat(1 + (i >> 2))},label ${i % 4},train`);
  const csv = join(temporaryFolder(), "nine-lengths.csv");
  writeFileSync(csv, ["text,label,split", ...lines].join("\n"));
  const { config, out } = exampleTraining({
    data: { files: [csv] },
    train: { sampler: { type: "grouped", batchTexts: 36 }, epochs: 1 },
  });
  const { engine, steps } = recordingEngine(/^attention_bias_/);
  await train(config, { out, engine });
  expect(steps.map((feeds) => Object.keys(feeds).length)).toEqual([6]);
});

// 6 steps an epoch, 2 epochs; the first two warm up
const rising = [0, 1 / 2];
test.each([
  ["linear", [...rising, ...Array.from({ length: 10 }, (_, i) => (10 - i) / 10)]],
  ["cosine", [...rising, ...Array.from({ length: 10 }, (_, i) => (1 + Math.cos((Math.PI * i) / 10)) / 2)]],
  ["constant", [...rising, ...Array.from({ length: 10 }, () => 1)]],
])("%s: the learning rate of each step is the schedule's over the steps of all epochs", async (schedule, factors) => {
  const { config, out } = exampleTraining({ train: { schedule, learningRate: 3e-3, warmupSteps: 2, epochs: 2 } });
  await train(config, { out });
  const rates = metricsOf(out).map(({ learningRate }) => learningRate);
  expect(rates).toHaveLength(12);
  for (const [step, rate] of rates.entries()) expect(rate).toBeCloseTo(3e-3 * (factors[step] as number), 12);
});
