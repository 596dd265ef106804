import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadModel } from "@intentsmith/model";
import { afterEach, expect, test, vi } from "vitest";
import { rememberingLogger, temporaryFolder, tinyBert } from "../testing/example-training.ts";
import { recordingEngine } from "../testing/recording-engine.ts";
import { distill, type DistillOptions } from "./distill.ts";

afterEach(() => void vi.useRealTimers());

/** Ten steps an epoch, on texts of a few words. */
function options(): DistillOptions & { corpus: [string] } {
  const folder = temporaryFolder();
  const corpus = join(folder, "corpus.txt");
  writeFileSync(corpus, Array.from({ length: 163 }, (_, i) => `mix ${i} eggs`).join("\n"));
  const start = { layers: [1], vocabularySize: 140 };
  return { teacher: tinyBert, start, corpus: [corpus], out: join(folder, "student"), batchTexts: 16, dtype: "F32" };
}

test("the learning rate rises over a twentieth of all steps and falls to nothing with the last", async () => {
  const bias = "encoder.layer.0.output.LayerNorm.bias";
  const { engine, steps } = recordingEngine(new RegExp(`^${bias.replaceAll(".", "\\.")}$`));
  const chosen = { ...options(), epochs: 4, learningRate: 1e-3 };
  await distill({ ...chosen, engine });
  const places = steps.map((feeds) => feeds[bias]?.values as number[]);
  places.push(Array.from((await loadModel(chosen.out)).weights.get(bias)?.data ?? []));
  const moved = places
    .slice(1)
    .map((place, i) => Math.max(...place.map((x, j) => Math.abs(x - (places[i]?.[j] ?? NaN)))));
  // AdamW without decay moves a number by the rate, at most, where gradients agree: its way says what the rate was.
  const total = moved.length;
  expect(total).toBe(40);
  expect(moved[0]).toBe(0);
  const rates = moved.map((_, step) => 1e-3 * Math.min(step / 2, (total - step) / (total - 2)));
  for (const [step, way] of moved.entries())
    expect(way, `step ${step}`).toBeLessThan(1.5 * (rates[step] as number) + 1e-9);
  expect(Math.max(...moved)).toBeGreaterThan(0.3e-3);
});

test("checkpointMinutes: a checkpoint when so many minutes have passed, not a moment earlier", async () => {
  const chosen = options();
  const written: boolean[] = [];
  vi.useFakeTimers({ now: 0, toFake: ["Date"] });
  let step = 0;
  const progress = (line: string): void => {
    if (!line.includes("cosine")) return;
    const folder = join(`${chosen.out}.work`, "checkpoints");
    written.push(existsSync(folder) && readdirSync(folder).length > 0);
    // The clock when step 1, 2, 3, … is done
    vi.setSystemTime([0, 119_999, 120_001, 120_002][step] ?? 120_002);
    step += 1;
  };
  await distill({ ...chosen, epochs: 1, checkpointMinutes: 2, logger: { ...rememberingLogger().logger, progress } });
  expect(written.slice(0, 5)).toEqual([false, false, false, true, true]);
});
