import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SeededRandom, type Logger } from "@intentsmith/core";
import { onTestFinished } from "vitest";
import { parseTrainingConfig, type TrainingConfig } from "../config/training-config.ts";

/** Two layers, 16 wide: a step takes milliseconds. */
export const tinyBert: string = fileURLToPath(new URL("../../../../oracles/golden/tiny-bert", import.meta.url));

/** A folder that is gone when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "intentsmith-train-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const wordsOf: Record<string, readonly string[]> = {
  ask_question: ["how", "what", "much", "many"],
  chitchat: ["hello", "thanks", "great", "yes"],
  next_step: ["next", "step", "ready", "done"],
  stop_cook: ["stop", "no", "oven", "heat"],
};
const fillers = ["the", "you", "it", "to", "do", "is", "of", "and", "flour", "sugar", "egg"];

/** A CSV with columns text, label and split: labels that a few words give away, among words that mean nothing. */
export function exampleCsv(textsALabel: number, options: { validation?: boolean; seed?: number } = {}): string {
  const { validation = true, seed = 1 } = options;
  const random = new SeededRandom(seed);
  const rows = Array.from({ length: textsALabel }, (_, i) => {
    const split = validation && i % 5 === 3 ? "validation" : i % 5 === 4 ? "test" : "train";
    return Object.entries(wordsOf).map(([label, words]) => {
      const text = [words, words, ...Array.from({ length: random.integer(5) }, () => fillers)].map(
        (from) => from[random.integer(from.length)],
      );
      return `${random.shuffle(text).join(" ")},${label},${split}`;
    });
  });
  return ["text,label,split", ...rows.flat()].join("\n");
}

export interface ExampleChanges {
  train?: Record<string, unknown>;
  data?: Record<string, unknown>;
  bestBy?: string;
}

/** A config for the tiny BERT and a CSV, as its author would write it. */
export function exampleConfigValue(csv: string, changes: ExampleChanges = {}): Record<string, unknown> {
  return {
    data: { reader: "csv", files: [csv], splitColumn: "split", splits: { validation: 0, test: 0 }, ...changes.data },
    model: { base: tinyBert },
    train: {
      sampler: { type: "grouped", batchTexts: 8 },
      epochs: 2,
      learningRate: 3e-3,
      warmupSteps: 2,
      seed: 7,
      threads: 1,
      ...changes.train,
    },
    evaluate: { bestBy: changes.bestBy ?? "accuracy" },
  };
}

/** A folder with `data.csv`, the config that reads it, and a place for the run. */
export function exampleTraining(changes: ExampleChanges & { textsALabel?: number; validation?: boolean } = {}): {
  folder: string;
  config: TrainingConfig;
  out: string;
} {
  const { textsALabel = 20, validation = true, ...others } = changes;
  const folder = temporaryFolder();
  const csv = join(folder, "data.csv");
  writeFileSync(csv, exampleCsv(textsALabel, { validation }));
  // Nothing in it is `auto`
  const config = parseTrainingConfig(exampleConfigValue(csv, others), "test") as TrainingConfig;
  return { folder, config, out: join(folder, "run") };
}

/** A logger that keeps what it was told. */
export function rememberingLogger(): { logger: Logger; lines: string[] } {
  const lines: string[] = [];
  const keep = (line: string): void => void lines.push(line);
  return { logger: { info: keep, warn: (line) => keep(`warning: ${line}`), progress: () => {} }, lines };
}
