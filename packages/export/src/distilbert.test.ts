import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { IntentClassifier } from "@intentsmith/classifier";
import { afterAll, expect, test } from "vitest";
import { exportModel } from "./export-model.ts";
import { exampleRecord, tinyDistilbert, trainedFolder } from "./testing/trained-folder.ts";

const work = mkdtempSync(join(tmpdir(), "export-distilbert-"));
afterAll(() => rmSync(work, { recursive: true }));

test("an exported DistilBERT predicts as the trained one, and its tokenizer keeps its class", async () => {
  const [trained, bundle] = [join(work, "trained"), join(work, "bundle")];
  trainedFolder(trained, exampleRecord, tinyDistilbert);
  const { maxDifference } = await exportModel(trained, bundle, { threads: 1 });
  expect(maxDifference).toBeLessThanOrEqual(1e-5);
  const texts = ["what is the next step", "stop", "", "bake it 20 minutes"];
  const [before, after] = await Promise.all(
    [trained, bundle].map(async (folder) => {
      const classifier = await IntentClassifier.load(folder, { threads: 1 });
      const scores = (await classifier.classify(texts, { top: 3 })).flatMap(({ top }) => top);
      await classifier.release();
      return scores;
    }),
  );
  expect(after?.map(({ label }) => label)).toEqual(before?.map(({ label }) => label));
  for (const [i, { score }] of (after ?? []).entries()) expect(score).toBeCloseTo(before?.[i]?.score as number, 5);
  const settings = JSON.parse(readFileSync(join(bundle, "tokenizer_config.json"), "utf8")) as Record<string, unknown>;
  expect(settings["tokenizer_class"]).toBe("DistilBertTokenizer");
});
