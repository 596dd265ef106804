import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readYamlFile } from "@intentsmith/core";
import { expect, it } from "vitest";
import { exampleRecord } from "../testing/trained-folder.ts";
import { bundleCard } from "./bundle-card.ts";

const encoder = { file: "onnx/model_quantized.onnx", kind: "encoder", precision: "int8" } as const;
const classifier = { file: "onnx/classifier_quantized.onnx", kind: "classifier", precision: "int8" } as const;
const record = { ...exampleRecord, base: "sentence-transformers/all-MiniLM-L6-v2" };

function frontMatter(card: string): unknown {
  const folder = mkdtempSync(join(tmpdir(), "card-"));
  const path = join(folder, "front.yaml");
  writeFileSync(path, card.split("---\n")[1] as string);
  const found = readYamlFile(path);
  rmSync(folder, { recursive: true });
  return found;
}

it("begins with the YAML that hubs read", () => {
  expect(frontMatter(bundleCard(record, [encoder], false))).toMatchObject({
    library_name: "onnx",
    pipeline_tag: "text-classification",
    base_model: "sentence-transformers/all-MiniLM-L6-v2",
    tags: expect.arrayContaining(["intent-classification", "int8"]),
    "model-index": [{ results: [{ metrics: [{ type: "accuracy", value: 0.5 }] }] }],
  });
  const odd = bundleCard({ ...record, base: 'a: "b" # c', metrics: {} }, [encoder], false);
  expect(frontMatter(odd)).toMatchObject({ base_model: 'a: "b" # c' });
  expect(frontMatter(odd)).not.toHaveProperty("model-index");
});

it("says how well it answers, with intervals, and when it does not", () => {
  const metrics = { test_accuracy: 0.8, test_accuracy_low: 0.7612, test_accuracy_high: 0.84 };
  const decision = {
    temperature: 0.1,
    by: "probability",
    threshold: 0.4123456,
    metric: "coverage",
    value: 0.95,
    rows: 200,
    source: "cross-validation",
  } as const;
  const card = bundleCard({ ...record, metrics, decision }, [encoder], false);
  expect(card).toContain("| test_accuracy | 0.8, 95 % interval 0.7612 to 0.84 |");
  expect(card).not.toContain("| test_accuracy_low |");
  expect(card).toContain("It abstains where the probability is below 0.4123 (chosen for coverage 0.95 on 200 rows");
  expect(card).toContain("Licence of the base sentence-transformers/all-MiniLM-L6-v2: apache-2.0.");
  expect(bundleCard({ ...record, base: "mine" }, [encoder], false)).toContain(
    "Licence of the base mine: not known here",
  );
});

it("shows how to run the files that there are, and no others", () => {
  const plain = bundleCard(record, [encoder], false);
  const all = bundleCard(record, [encoder, classifier], true);
  expect(plain).toContain('ort.InferenceSession("this-folder/onnx/model_quantized.onnx")');
  expect(plain).not.toMatch(/transformers\.js|SentenceTransformer|last_hidden_state|"probabilities"/);
  expect(all).toContain('ort.InferenceSession("this-folder/onnx/classifier_quantized.onnx")');
  expect(all).toContain('{ dtype: "q8" }');
  expect(all).toContain('"file_name": "onnx/model_quantized.onnx"');
  expect(all).toContain("`last_hidden_state`");
});

it("a label cannot break its table", () => {
  const labels = [
    { name: "a|b\nc", words: "<script>" },
    { name: "plain", words: "plain" },
  ];
  expect(bundleCard({ ...record, labels }, [encoder], false)).toContain(
    "| a\\|b c | \\<script\\> |\n| plain | plain |",
  );
});
