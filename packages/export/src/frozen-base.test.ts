import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { headFile, IntentClassifier, readManifest } from "@intentsmith/classifier";
import { openOnnxSession } from "@intentsmith/graph";
import { encodeSafetensors, readTokenizer } from "@intentsmith/model";
import { afterAll, expect, it } from "vitest";
import { exportModel } from "./export-model.ts";
import { readOnnx } from "./testing/read-onnx.ts";
import { exampleRecord, trainedFolder } from "./testing/trained-folder.ts";

const work = mkdtempSync(join(tmpdir(), "export-frozen-"));
afterAll(() => rmSync(work, { recursive: true }));

const decision = {
  temperature: 0.7,
  by: "probability" as const,
  // between the probabilities of the texts below
  threshold: 0.942,
  metric: "coverage" as const,
  value: 0.9,
  rows: 10,
  source: "cross-validation" as const,
};

it("a head on a frozen base: one run of the classifier's file gives the classifier's answers", async () => {
  const record = { ...exampleRecord, format: 2 as const, head: { type: "logistic" as const }, decision };
  const trained = trainedFolder(join(work, "trained"), record);
  const [C, H] = [record.labels.length, 16];
  const weights = Float32Array.from({ length: C * H }, (_, i) => 3 * Math.sin(7 * i));
  const tensors = new Map([
    ["weights", { shape: [C, H], data: weights }],
    ["bias", { shape: [C], data: Float32Array.of(0.2, 0, -0.3) }],
  ]);
  writeFileSync(join(trained, headFile), encodeSafetensors(tensors));
  const folder = join(work, "deploy");
  await exportModel(trained, folder, { threads: 1, classifier: true });

  const file = join(folder, "classifier.onnx");
  const { metadata } = readOnnx(readFileSync(file));
  const labels = JSON.parse(metadata["labels"] as string) as string[];
  expect(JSON.parse(metadata["decision"] as string)).toEqual({ by: "probability", threshold: 0.942 });
  expect(metadata).toMatchObject({
    head: "logistic",
    temperature: "0.7",
    max_sequence_length: "48",
    pad_token_id: "0",
  });

  const texts = ["next step", "stop", "mix the flour", "bake it for an hour", "what", "", "\u{1F9A7}", "thanks!"];
  const classifier = await IntentClassifier.load(folder, { threads: 1 });
  const expected = await classifier.classify(texts);
  await classifier.release();
  const tokenizer = readTokenizer(folder);
  const session = await openOnnxSession(file, { threads: 1 });
  const answers: (string | null)[] = [];
  for (const text of texts) {
    const ids = BigInt64Array.from(tokenizer.encode(text, readManifest(folder).maxSequenceLength), BigInt);
    const shape = [1, ids.length];
    const mask = new BigInt64Array(ids.length).fill(1n);
    const found = await session.run({
      input_ids: { dtype: "int64", shape, data: ids },
      attention_mask: { dtype: "int64", shape, data: mask },
    });
    answers.push(labels[Number(found["label"]?.data[0])] ?? null);
  }
  await session.release();
  expect(answers).toEqual(expected.map(({ label }) => label));
  expect(expected.map(({ reason }) => reason)).toEqual(
    expect.arrayContaining([undefined, "below-threshold", "empty", "unknown-tokens"]),
  );
});
