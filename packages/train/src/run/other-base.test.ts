import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { distill } from "../distill/distill.ts";
import { TrainingInterrupted } from "../folder/interrupted.ts";
import { exampleTraining, rememberingLogger, temporaryFolder, tinyBert } from "../testing/example-training.ts";
import { thrown } from "../testing/thrown.ts";
import { train } from "./train.ts";

/** A copy of the tiny BERT that can be changed. */
function copyOfBase(): string {
  const base = join(temporaryFolder(), "base");
  cpSync(tinyBert, base, { recursive: true });
  return base;
}

/** Another weight, in the lowest bit of one number; everything else of the folder stays. */
function changeOneWeight(base: string): void {
  const path = join(base, "model.safetensors");
  const bytes = readFileSync(path);
  const last = bytes.length - 4;
  bytes[last] = (bytes[last] as number) ^ 1;
  writeFileSync(path, bytes);
}

/** Aborts after the first line of progress that matches. */
function stoppingAt(line: RegExp): { logger: ReturnType<typeof rememberingLogger>["logger"]; signal: AbortSignal } {
  const controller = new AbortController();
  const { logger } = rememberingLogger();
  const progress = (text: string): void => void (line.test(text) && controller.abort("SIGINT"));
  return { logger: { ...logger, progress }, signal: controller.signal };
}

test("a run is not resumed over a base model with another weight", async () => {
  const { config: given, out } = exampleTraining();
  const base = copyOfBase();
  const config = { ...given, model: { ...given.model, base } };
  await expect(train(config, { out, ...stoppingAt(/step 3\//) })).rejects.toThrow(TrainingInterrupted);
  changeOneWeight(base);
  expect(await thrown(() => train(config, { out, resume: true }))).toMatch(
    /^CHECKPOINT_UNUSABLE: .*it belongs to another config, data set or base model/,
  );
  changeOneWeight(base);
  expect((await train(config, { out, resume: true })).steps).toBe(12);
});

test.each(["teacher", "student"] as const)("a distillation does not go on with another %s", async (role) => {
  const folder = temporaryFolder();
  const models = { teacher: copyOfBase(), student: copyOfBase() };
  const corpus = join(folder, "corpus.txt");
  writeFileSync(corpus, Array.from({ length: 150 }, (_, i) => `mix ${i} eggs`).join("\n"));
  const options = {
    teacher: models.teacher,
    start: { student: models.student },
    corpus: [corpus],
    out: join(folder, "small"),
    epochs: 1,
    threads: 1,
  };
  await expect(distill({ ...options, ...stoppingAt(/cosine/) })).rejects.toThrow(TrainingInterrupted);
  changeOneWeight(models[role]);
  expect(await thrown(() => distill(options))).toMatch(
    /^CHECKPOINT_UNUSABLE: .*another config, data set or base model/,
  );
});
