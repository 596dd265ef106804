import { cpSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { IntentClassifier } from "@intentsmith/classifier";
import { silentLogger, type Logger } from "@intentsmith/core";
import { expect, onTestFinished, test } from "vitest";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { parseTrainingConfig, readTrainingConfig, type WrittenConfig } from "../config/training-config.ts";
import { train } from "../run/train.ts";
import { fit } from "./fit.ts";
import { fitRecordFile } from "./fit-record.ts";

const repository = join(import.meta.dirname, "../../../..");

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "intentsmith-fit-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function configOf(data: object = {}): WrittenConfig {
  return parseTrainingConfig(
    {
      data: {
        reader: "csv",
        files: [join(repository, "examples/support.csv")],
        splits: { validation: 0.3, test: 0.2 },
        ...data,
      },
      model: { base: join(repository, "oracles/golden/tiny-bert") },
      train: { threads: 1 },
    },
    "test",
  );
}

/** Remembers what it is told. */
function listener(): Logger & { told: string[] } {
  const told: string[] = [];
  const tell = (text: string): void => void told.push(text);
  return { ...silentLogger, told, info: tell, warn: tell, progress: tell };
}

const bytes = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name)).toString("base64")]),
  );

test("tries the cheap ones, then fine-tunings; its config trains the same model, byte for byte", async () => {
  const out = join(temporaryFolder(), "fit");
  const { outcomes, chosen, test: measured, modelDirectory, configFile } = await fit(configOf(), { out });
  const names = outcomes.map(({ name }) => name);
  expect(names.slice(0, 6)).toEqual([
    "most-frequent",
    "label-words",
    "prototypes",
    "nearest-examples",
    "logistic",
    "fine-tune-1",
  ]);
  const best = Math.max(...outcomes.map(({ validation }) => validation ?? 0));
  expect(chosen.validation).toBe(best);
  expect(measured?.result.total).toBeGreaterThan(0);
  const { config } = readTrainingConfig(configFile);
  expect(JSON.stringify(config)).not.toMatch(/budget|"auto"/);
  const again = await train(parseTrainingConfig(config, configFile), { out: join(out, "again") });
  expect(bytes(again.modelDirectory)).toEqual(bytes(modelDirectory));
  const classifier = await IntentClassifier.load(modelDirectory, { threads: 1 });
  expect((await classifier.classify("where is my parcel?")).wouldBe).toBeTypeOf("string");
  await classifier.release();
});

test("a head that is chosen is trained to the same bytes by its config, too", async () => {
  const out = join(temporaryFolder(), "fit");
  const { chosen, modelDirectory, configFile, outcomes } = await fit(configOf(), { out, budgetS: 1e-3 });
  expect(outcomes.at(-1)).toMatchObject({
    name: "fine-tune-1",
    status: "not-tried",
    note: expect.stringMatching(/ 0 s/),
  });
  const { config } = readTrainingConfig(configFile);
  expect(chosen.config?.["train"]).toMatchObject({ method: "head" });
  const again = await train(parseTrainingConfig(config, configFile), { out: join(out, "again") });
  expect(bytes(again.modelDirectory)).toEqual(bytes(modelDirectory));
});

test("an aborted fit keeps the best so far", async () => {
  const out = join(temporaryFolder(), "fit");
  const controller = new AbortController();
  const logger = listener();
  const info = logger.info.bind(logger);
  logger.info = (text) => {
    info(text);
    if (text.startsWith("prototypes:")) controller.abort("SIGINT");
  };
  const { outcomes, interrupted, modelDirectory } = await fit(configOf(), { out, logger, signal: controller.signal });
  expect(interrupted).toBe(true);
  expect(outcomes.map(({ name }) => name)).toEqual(["most-frequent", "label-words", "prototypes"]);
  expect(readdirSync(modelDirectory)).toContain("intentsmith.json");
});

test("what was finished before a kill is not done again, and the outcome is the same", async () => {
  const folder = temporaryFolder();
  const whole = await fit(configOf(), { out: join(folder, "whole") });
  const out = join(folder, "killed");
  cpSync(whole.out, out, { recursive: true });
  // as it was on disk after the second candidate
  const path = join(out, fitRecordFile);
  const record = JSON.parse(readFileSync(path, "utf8")) as { outcomes: object[] };
  const before = { ...record, status: "running", chosen: null, outcomes: record.outcomes.slice(0, 3) };
  writeFileSync(path, JSON.stringify(before));
  rmSync(join(out, "model"), { recursive: true });
  for (const name of ["fine-tune-1", "fine-tune-2"])
    rmSync(join(out, "candidates", name), { recursive: true, force: true });
  const logger = listener();
  const resumed = await fit(configOf(), { out, logger });
  expect(logger.told.filter((text) => text.startsWith("label-words:"))).toEqual([]);
  const plain = ({ outcomes }: typeof whole): unknown => outcomes.map(({ seconds: _, ...rest }) => rest);
  expect(plain(resumed)).toEqual(plain(whole));
  expect(bytes(resumed.modelDirectory)).toEqual(bytes(whole.modelDirectory));
});

test("a finished fit, and one of other data, is not written over", async () => {
  const out = join(temporaryFolder(), "fit");
  await fit(configOf(), { out, budgetS: 1e-3 });
  await expect(fit(configOf(), { out })).rejects.toMatchObject({
    code: "OUTPUT_EXISTS",
    message: expect.stringMatching(/finished/),
  });
  const path = join(out, fitRecordFile);
  writeFileSync(path, readFileSync(path, "utf8").replace('"finished",\n  "outcomes"', '"running",\n  "outcomes"'));
  const other = configOf({ splits: { validation: 0.2, test: 0.2 } });
  await expect(fit(other, { out })).rejects.toMatchObject({
    code: "OUTPUT_EXISTS",
    message: expect.stringMatching(/other data/),
  });
});

test("damaged embeddings on disk are made again, and that is said", async () => {
  const out = join(temporaryFolder(), "fit");
  const first = await fit(configOf(), { out, budgetS: 1e-3 });
  const path = join(out, fitRecordFile);
  const record = JSON.parse(readFileSync(path, "utf8")) as object;
  writeFileSync(path, JSON.stringify({ ...record, status: "running", outcomes: [] }));
  const cache = join(out, "candidates", "embeddings");
  for (const name of readdirSync(cache)) writeFileSync(join(cache, name), "no tensors");
  const logger = listener();
  const second = await fit(configOf(), { out, budgetS: 1e-3, logger });
  expect(logger.told.filter((text) => /damaged, the embeddings are made again/.test(text))).toHaveLength(3);
  expect(second.chosen.validation).toBe(first.chosen.validation);
});

test("without validation texts heads are chosen by folds, and nothing is fine-tuned", async () => {
  const out = join(temporaryFolder(), "fit");
  const { chosen, outcomes } = await fit(configOf({ splits: { validation: 0, test: 0.2 } }), { out });
  expect(chosen.validation).toBeNull();
  expect(chosen.crossValidation).toBe(
    Math.max(...outcomes.slice(1).map(({ crossValidation }) => crossValidation ?? 0)),
  );
  expect(outcomes.at(-1)).toMatchObject({ status: "not-tried", note: expect.stringMatching(/no validation text/) });
});
