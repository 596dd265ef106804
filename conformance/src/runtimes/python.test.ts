import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { IntentClassifier, readManifest, modelFiles } from "@intentsmith/classifier";
import { SentenceEncoder } from "@intentsmith/model";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exportTinyBert } from "./exported-bundle.ts";

/** A Python with `onnx`, `onnxruntime`, `tokenizers` and `numpy`; without one these tests are skipped. */
const python = process.env["INTENTSMITH_PYTHON"];

const guide = readFileSync(join(import.meta.dirname, "../../../docs/guides/deploying.md"), "utf8");
const snippets = [...guide.matchAll(/```python\n([^]*?)```/g)].map(([, code]) => code as string);

/** The checker's strictest reading: types and shapes of every value have to follow. */
const checkAll = `
import sys, onnx
for path in sys.argv[1:]:
    onnx.checker.check_model(path, full_check=True)
    domains = {node.domain for node in onnx.load(path).graph.node}
    assert domains <= {"", "ai.onnx"}, (path, domains)
    print(path)
`;

/** Embeddings by sentence-transformers on its ONNX backend, and by optimum with mean pooling, of each file. */
const clients = `
import json, sys
from optimum.onnxruntime import ORTModelForFeatureExtraction
from sentence_transformers import SentenceTransformer
from transformers import AutoTokenizer

folder, names, texts = sys.argv[1], json.loads(sys.argv[2]), json.loads(sys.argv[3])
tokens = AutoTokenizer.from_pretrained(folder)(texts, return_tensors="pt", padding=True, truncation=True)
found = {}
for name in names:
    settings = {"file_name": f"onnx/{name}", "provider": "CPUExecutionProvider"}
    model = SentenceTransformer(folder, backend="onnx", model_kwargs=settings)
    hidden = ORTModelForFeatureExtraction.from_pretrained(folder, subfolder="onnx", file_name=name)(**tokens)[0]
    mask = tokens["attention_mask"].unsqueeze(-1)
    pooled = (hidden * mask).sum(1) / mask.sum(1)
    pooled = pooled / pooled.norm(dim=1, keepdim=True)
    found[name] = [model.encode(texts).tolist(), pooled.tolist()]
print(json.dumps(found))
`;
const hasClients =
  python !== undefined && spawnSync(python, ["-c", "import optimum.onnxruntime, sentence_transformers"]).status === 0;

describe.skipIf(python === undefined)("Python", () => {
  let folders: Awaited<ReturnType<typeof exportTinyBert>>;
  beforeAll(async () => {
    folders = await exportTinyBert();
  });
  afterAll(() => rmSync(folders.work, { recursive: true, force: true }));

  const run = (code: string, args: readonly string[] = []): string => {
    writeFileSync(join(folders.work, "snippet.py"), code);
    return execFileSync(python as string, ["snippet.py", ...args], { cwd: folders.work, encoding: "utf8" });
  };

  it("onnx.checker finds nothing in any file", () => {
    const files = modelFiles(readManifest(folders.clients)).map(({ file }) => join(folders.clients, file));
    expect(run(checkAll, files).trim().split(/\r?\n/)).toEqual(files);
  });

  it.skipIf(!hasClients)(
    "sentence-transformers and optimum give our embeddings (optimum-onnx, skipped without)",
    async () => {
      const texts = ["what is the next step ?", "stop", "heat the water , then cook 2 eggs for 10 minutes"];
      const encoder = await SentenceEncoder.load(folders.trained, { threads: 1 });
      const { data, width } = await encoder.encode(texts);
      await encoder.release();
      const most = { "model.onnx": 1e-5, "model_fp16.onnx": 2e-3, "model_quantized.onnx": 0.05 };
      const args = [folders.clients, JSON.stringify(Object.keys(most)), JSON.stringify(texts)];
      const found = JSON.parse(run(clients, args).trim().split("\n").at(-1) as string) as Record<string, number[][][]>;
      for (const [name, tolerance] of Object.entries(most)) {
        expect(found[name]?.length).toBe(2);
        for (const rows of found[name] ?? []) {
          const differences = rows.flatMap((row, b) =>
            row.map((value, j) => Math.abs(value - (data[b * width + j] as number))),
          );
          expect(differences.length).toBe(texts.length * width);
          expect(Math.max(...differences), name).toBeLessThanOrEqual(tolerance);
        }
      }
    },
  );

  it("the guide's examples print the labels of IntentClassifier", async () => {
    const classifier = await IntentClassifier.load(folders.clients, { threads: 1 });
    const [next, stop] = await classifier.classify(["what do i do next?", "stop here"]);
    await classifier.release();
    symlinkSync(folders.clients, join(folders.work, "deploy"), "junction");
    const inOnnx = (code: string): string => code.replaceAll(/(model|classifier)\.onnx/g, "onnx/$1.onnx");
    expect(snippets.length).toBe(2);
    const [encoder, file] = snippets.map((code) => run(inOnnx(code)));
    const line = (text: string, found: typeof next): string => `${found?.wouldBe} ${found?.score.toFixed(4)} ${text}\n`;
    expect(encoder?.replaceAll("\r", "")).toBe(line("what do i do next?", next) + line("stop here", stop));
    const answers = [next, stop].map(
      (found) => `${found?.label ?? "no answer"} ${found?.probability.toFixed(4)} ${found?.text}`,
    );
    expect((file ?? "").trim().split(/\r?\n/)).toEqual(answers);
  });
});
