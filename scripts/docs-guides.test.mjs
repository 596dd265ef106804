// The JavaScript of docs/guides/deploying.md, run as printed on an exported tiny model, in a folder with nothing but
// the packages that the guide installs.

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { exportModel } from "../packages/export/src/index.ts";

const atRoot = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const work = mkdtempSync(join(tmpdir(), "intentsmith-guides-"));
const guide = readFileSync(atRoot("docs/guides/deploying.md"), "utf8");
const [withClassifier, withOnnxruntime, withClassifierFile] = [...guide.matchAll(/```js\n([^]*?)```/g)].map(
  ([, code]) => code,
);

beforeAll(async () => {
  const trained = join(work, "trained");
  cpSync(atRoot("oracles/golden/tiny-bert"), trained, { recursive: true });
  const labels = ["next_step", "stop"].map((name) => ({ name, words: name.replace("_", " ") }));
  const rest = { base: "tiny-bert", maxSequenceLength: 48, metrics: {}, config: {}, versions: {}, dataHash: "" };
  writeFileSync(join(trained, "intentsmith.json"), JSON.stringify({ format: 1, labels, ...rest }));
  await exportModel(trained, join(work, "deploy"), { classifier: true });
  for (const [name, place] of [
    ["@intentsmith/classifier", "packages/classifier"],
    ["onnxruntime-node", "packages/graph/node_modules/onnxruntime-node"],
    ["@huggingface/tokenizers", "packages/model/node_modules/@huggingface/tokenizers"],
  ]) {
    mkdirSync(join(work, "node_modules", name, ".."), { recursive: true });
    symlinkSync(atRoot(place), join(work, "node_modules", name), "junction");
  }
});

afterAll(() => rmSync(work, { recursive: true }));

const run = (code, name) => {
  writeFileSync(join(work, name), code);
  return execFileSync(process.execPath, [name], { cwd: work, encoding: "utf8" });
};

test("IntentClassifier and plain onnxruntime print the same labels and scores", () => {
  const [ours, plain] = [withClassifier, withOnnxruntime].map((code, i) => run(code, `example-${i}.mjs`));
  expect(ours).toMatch(/^(next_step|stop) 0\.\d{4} what do i do next\? \(then (next_step|stop)\)\n/);
  expect(ours.replaceAll(/ \(then \w+\)/g, "")).toBe(plain);
});

test("the classifier file prints the labels of IntentClassifier with their probabilities", () => {
  const asProbabilities = withClassifier
    .replace("score, top", "probability, top")
    .replace("score.to", "probability.to");
  const ours = run(asProbabilities, "probabilities.mjs").replaceAll(/ \(then \w+\)/g, "");
  expect(run(withClassifierFile, "classifier-file.mjs")).toBe(ours);
});
