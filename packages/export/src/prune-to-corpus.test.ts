import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { IntentClassifier, verifyExportedFolder } from "@intentsmith/classifier";
import { afterAll, expect, it } from "vitest";
import { exportModel } from "./export-model.ts";
import { trainedFolder } from "./testing/trained-folder.ts";

const work = mkdtempSync(join(tmpdir(), "export-pruned-"));
afterAll(() => rmSync(work, { recursive: true }));

it("texts of the corpus' words get the answers they got before; the vocabulary and what it costs are told", async () => {
  const [trained, bundle] = [trainedFolder(join(work, "trained")), join(work, "bundle")];
  const corpus = ["mix the flour, then bake it"];
  const texts = [...corpus, "preheat the oven 🦧"];
  const result = await exportModel(trained, bundle, { threads: 1, pruneVocabulary: corpus, texts });

  const vocabulary = readFileSync(join(bundle, "vocab.txt"), "utf8").trim().split("\n");
  expect(vocabulary).toEqual(expect.arrayContaining(["mix", "flour", "stop", "[UNK]", "a", "##a"]));
  expect(vocabulary).not.toContain("oven");
  expect(result.vocabulary).toEqual({
    tokens: { before: 161, after: vocabulary.length },
    // "oven" is in pieces now; the emoji is as unknown as it was, among more tokens
    unknown: { before: expect.closeTo(1 / 18, 5), after: expect.any(Number) },
    changedTexts: 0.5,
    textCount: 2,
  });
  expect(result.vocabulary?.unknown.after).toBeLessThan(1 / 18);
  expect(result.vocabulary?.unknown.after).toBeGreaterThan(0);

  const asked = ["flour, mix the flour", "stop", "next step"];
  const [before, after] = await Promise.all(
    [trained, bundle].map(async (folder) => {
      const classifier = await IntentClassifier.load(folder, { threads: 1 });
      const found = await classifier.classify(asked);
      await classifier.release();
      return found.map(({ wouldBe, score }) => [wouldBe, score.toFixed(5)]);
    }),
  );
  expect(after).toEqual(before);
  expect((await verifyExportedFolder(bundle, { threads: 1 })).flatMap(({ faults }) => faults)).toEqual([]);
});
