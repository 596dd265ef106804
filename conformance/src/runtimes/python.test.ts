import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { IntentClassifier, readManifest, modelFiles } from "@intentsmith/classifier";
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
