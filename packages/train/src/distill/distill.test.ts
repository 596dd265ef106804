import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SeededRandom, sha256 } from "@intentsmith/core";
import { architectureOf, loadModel, type SentenceModel } from "@intentsmith/model";
import { afterAll, describe, expect, it } from "vitest";
import { TrainingInterrupted } from "../folder/interrupted.ts";
import { runLockFile } from "../folder/run-lock.ts";
import { distill, type DistillOptions } from "./distill.ts";
import { changeVocabulary, continueStudent } from "./student.ts";

const teacher = fileURLToPath(new URL("../../../../oracles/golden/tiny-bert", import.meta.url));
const work = mkdtempSync(join(tmpdir(), "intentsmith-distill-"));
afterAll(() => rmSync(work, { recursive: true }));

const words = [
  "mix",
  "the",
  "flour",
  "water",
  "sugar",
  "oven",
  "next",
  "step",
  "how",
  "what",
  "egg",
  "cut",
  "bake",
  "stop",
  "thanks",
  "hello",
];

function corpusFile(folder: string, lines = 400): string {
  const random = new SeededRandom(1);
  const texts = Array.from({ length: lines }, () =>
    Array.from({ length: 1 + random.integer(7) }, () => words[random.integer(words.length)]).join(" "),
  );
  const path = join(folder, "corpus.txt");
  writeFileSync(path, texts.join("\n"));
  return path;
}

function options(overrides: Partial<DistillOptions> = {}): DistillOptions {
  const folder = mkdtempSync(join(work, "folder-"));
  return {
    teacher,
    start: { layers: [1], vocabularySize: 140 },
    corpus: [corpusFile(folder)],
    out: join(folder, "student"),
    epochs: 6,
    batchTexts: 32,
    learningRate: 3e-3,
    threads: 1,
    dtype: "F32",
    ...overrides,
  };
}

describe("distillation", () => {
  it("brings a one-layer student near its two-layer teacher and saves a loadable folder", async () => {
    const untrained = await distill(options({ epochs: 1, learningRate: 1e-9 }));
    const chosen = options();
    const trained = await distill(chosen);
    expect(trained.meanCosine).toBeGreaterThan(untrained.meanCosine + 0.02);
    expect(trained.spearman).toBeGreaterThan(untrained.spearman);
    expect(trained.spearman).toBeGreaterThan(0.9);
    const student = await loadModel(chosen.out);
    expect([student.config.layerCount, student.config.vocabularySize]).toEqual([1, 140]);
    expect(student.weights.has("pooler.dense.weight")).toBe(false);
    expect(existsSync(`${chosen.out}.work`)).toBe(false);
  }, 60_000);

  it("goes on where it was interrupted, to the same bytes", async () => {
    const whole = options();
    await distill(whole);
    const cut = options({ corpus: whole.corpus });
    const controller = new AbortController();
    let steps = 0;
    const logger = {
      info: () => {},
      warn: () => {},
      progress: () => void (++steps === 20 && controller.abort("SIGTERM")),
    };
    await expect(distill({ ...cut, logger, signal: controller.signal })).rejects.toThrow(TrainingInterrupted);
    expect(existsSync(cut.out)).toBe(false);
    await distill(cut);
    const weights = (folder: string): Buffer => readFileSync(join(folder, "model.safetensors"));
    expect(weights(cut.out).equals(weights(whole.out))).toBe(true);
  }, 60_000);

  it("writes a checkpoint at each epoch's end, and goes on from the last one's to the same bytes", async () => {
    const whole = options({ epochs: 2 });
    await distill(whole);
    const cut = options({ epochs: 2, corpus: whole.corpus });
    const controller = new AbortController();
    const logger = {
      info: (line: string) => void (line.startsWith("epoch 2") && controller.abort("SIGINT")),
      warn: () => {},
      progress: () => {},
    };
    await expect(distill({ ...cut, logger, signal: controller.signal })).rejects.toThrow(TrainingInterrupted);
    const [checkpoint] = readdirSync(join(`${cut.out}.work`, "checkpoints"));
    expect(checkpoint).toMatch(/-epoch-00002$/);
    await distill(cut);
    const weights = (folder: string): Buffer => readFileSync(join(folder, "model.safetensors"));
    expect(weights(cut.out).equals(weights(whole.out))).toBe(true);
  }, 60_000);

  it("writes no checkpoint of weights that are no longer finite", async () => {
    const controller = new AbortController();
    let steps = 0;
    const logger = {
      info: () => {},
      warn: () => {},
      // The first step's rate is 0 (warm-up); the teacher's embeddings have progress lines as well.
      progress: (text: string) => void (text.includes("cosine") && ++steps === 2 && controller.abort("SIGTERM")),
    };
    const chosen = options({ learningRate: 1e300, logger, signal: controller.signal });
    await expect(distill(chosen)).rejects.toThrow(/step 2: a weight is/);
    expect(existsSync(join(`${chosen.out}.work`, "checkpoints"))).toBe(false);
  }, 60_000);

  it("goes on with an earlier student, which starts where that one ended", async () => {
    const first = options({ epochs: 3 });
    const { meanCosine } = await distill(first);
    const second = options({ corpus: first.corpus, start: { student: first.out }, epochs: 1, learningRate: 1e-9 });
    expect((await distill(second)).meanCosine).toBeCloseTo(meanCosine, 5);
    const better = options({ corpus: first.corpus, start: { student: first.out }, epochs: 3, learningRate: 1e-3 });
    expect((await distill(better)).meanCosine).toBeGreaterThan(meanCosine);
  }, 60_000);

  it("goes on with an earlier student whose tokens are chosen anew by the corpus", async () => {
    const first = options();
    await distill(first);
    const [student, large] = [await loadModel(first.out), await loadModel(teacher)];
    const texts = readFileSync(first.corpus[0] as string, "utf8").split("\n");
    const sequences = texts.map((text) => large.tokenizer.encode(text, 64));
    const row = ({ tokenizer, weights, config }: SentenceModel, token: string): number[] => {
      const H = config.hiddenSize;
      const id = tokenizer.vocabulary.indexOf(token);
      return Array.from(weights.get(architectureOf(config).tables.word)?.data.subarray(id * H, (id + 1) * H) ?? []);
    };
    for (const size of [130, 150]) {
      const changed = changeVocabulary(student, large, size, sequences);
      const { vocabulary } = changed.tokenizer;
      expect([vocabulary.length, changed.config.vocabularySize]).toEqual([size, size]);
      expect(words.filter((word) => large.tokenizer.vocabulary.includes(word) && !vocabulary.includes(word))).toEqual(
        [],
      );
      for (const token of vocabulary) {
        expect(row(changed, token)).toEqual(row(student.tokenizer.vocabulary.includes(token) ? student : large, token));
      }
    }
    const second = options({
      corpus: first.corpus,
      start: { student: first.out, vocabularySize: 150 },
      epochs: 1,
      learningRate: 1e-9,
    });
    const { meanCosine } = await distill(second);
    expect((await loadModel(second.out)).config.vocabularySize).toBe(150);
    expect(meanCosine).toBeGreaterThan((await distill(options({ epochs: 1, learningRate: 1e-9 }))).meanCosine + 0.02);
  }, 60_000);

  it.each([
    [
      "layers out of range",
      { start: { layers: [0, 2], vocabularySize: 140 } },
      /--layers 0,2: expected ascending numbers from 0 to 1/,
    ],
    ["layers out of order", { start: { layers: [1, 0], vocabularySize: 140 } }, /--layers 1,0/],
    [
      "a vocabulary that would lose special tokens or characters",
      { start: { layers: [1], vocabularySize: 20 } },
      /must stay/,
    ],
    ["an empty corpus", { corpus: [join(mkdtempSync(join(work, "empty-")), "none.txt")] }, /cannot read the corpus/],
  ] as const)("refuses %s and writes nothing", async (_, overrides, message) => {
    const chosen = options(overrides);
    await expect(distill(chosen)).rejects.toThrow(message);
    expect(readdirSync(join(chosen.out, "..")).filter((name) => name.startsWith("student"))).toEqual([]);
  });

  it("refuses a student of another width, or with too few positions", async () => {
    const wide = fileURLToPath(new URL("../../../minilm-l3-mini/model", import.meta.url));
    await expect(distill(options({ start: { student: wide } }))).rejects.toThrow(/384 dimensions, the teacher's 16/);
    const { config, ...model } = await loadModel(teacher);
    expect(() =>
      continueStudent({ config, ...model }, { ...model, config: { ...config, maxPositions: 8 } }, "s"),
    ).toThrow(/it has 8 positions, fewer than the longest sequence/);
  });

  it("refuses a folder that another process works on", async () => {
    const chosen = options();
    const holder = { pid: process.ppid, host: hostname(), processStart: null, takenAt: "just now" };
    mkdirSync(`${chosen.out}.work`);
    writeFileSync(join(`${chosen.out}.work`, runLockFile), JSON.stringify(holder));
    await expect(distill(chosen)).rejects.toThrow(`process ${process.ppid} on ${hostname()} works in it`);
    expect(existsSync(chosen.out)).toBe(false);
  });

  it("refuses a corpus with too few texts", async () => {
    const folder = mkdtempSync(join(work, "folder-"));
    await expect(distill(options({ corpus: [corpusFile(folder, 5)] }))).rejects.toThrow(/at least 100 distinct texts/);
  });

  it.each([0, 1])(
    "holds out two texts of a hundred, and ends, where the hashes would hold out %i",
    async (chosen) => {
      const folder = mkdtempSync(join(work, "folder-"));
      const path = join(folder, "corpus.txt");
      const isLow = (text: string): boolean => Number.parseInt(sha256(text).slice(0, 8), 16) / 2 ** 32 < 0.02;
      const candidates = Array.from({ length: 1000 }, (_, i) => `mix ${i}`);
      const low = candidates.filter(isLow).slice(0, chosen);
      const high = candidates.filter((text) => !isLow(text)).slice(0, 100 - chosen);
      writeFileSync(path, [...low, ...high].join("\n"));
      expect((await distill(options({ corpus: [path], epochs: 1 }))).heldOutTexts).toBe(2);
    },
    60_000,
  );

  it("refuses a corpus that has only texts to be held out, as the head of a list in the order of hashes", async () => {
    const folder = mkdtempSync(join(work, "folder-"));
    const path = join(folder, "corpus.txt");
    const first = Array.from({ length: 20_000 }, (_, i) => `text ${i}`)
      .map((text) => [sha256(text), text] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .slice(0, 150);
    writeFileSync(path, first.map(([, text]) => text).join("\n"));
    await expect(distill(options({ corpus: [path] }))).rejects.toThrow(/all 150 texts would be held out/);
  });
});
