import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  exampleConfig,
  exampleCsv,
  intentsmith,
  workFolder,
  writeFiles,
  type Finished,
} from "./testing/command-line.ts";
import { inProcess } from "./testing/in-process.ts";

const cwd = mkdtempSync(join(tmpdir(), "intentsmith-path-"));
afterAll(() => rmSync(cwd, { recursive: true }));
const run = (args: string[], input = ""): Promise<Finished> => intentsmith(args, { cwd, input });
const quick = (args: string[]): ReturnType<typeof inProcess> => inProcess(args, cwd);

beforeAll(async () => {
  writeFiles(cwd, { "data.csv": exampleCsv(), "config.yaml": exampleConfig() });
  const trained = await run(["train", "--config", "config.yaml", "--out", "runs/a", "--json"]);
  expect(trained.exitCode, trained.stderr).toBe(0);
  expect(JSON.parse(trained.stdout)).toMatchObject({
    bestEpoch: expect.any(Number),
    steps: 6,
    validation: { accuracy: expect.any(Number) },
    test: { accuracy: expect.any(Number), total: 6 },
  });
  expect(trained.stderr).toMatch(/epoch 1: validation accuracy/);
});

it("train: for people, the same ends with metrics, cost, folder and the next commands", async () => {
  const { exitCode, stdout } = await run(["train", "--config", "config.yaml", "--out", "runs/b", "--quiet"]);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(
    /^validation accuracy 0\.\d{4} \(\d+\/6\), 95 % interval 0\.\d{4} to [01]\.\d{4}, epoch \d\ntest accuracy [01]\.\d{4} \(\d\/6\), /,
  );
  expect(stdout).toMatch(
    /6 steps, [\d,]+ tokens, \d+ tokens\/s\nmodel: .*runs\/b\/model\n\nnext:\n {2}intentsmith eval --model/,
  );
  const weights = (name: string): Buffer => readFileSync(join(cwd, "runs", name, "model", "model.safetensors"));
  expect(weights("a").equals(weights("b"))).toBe(true);
});

it("train --dry-run: counts and times, keeps nothing", async () => {
  const { exitCode, stdout } = await quick(["train", "--config", "config.yaml", "--dry-run", "--json"]);
  expect(exitCode).toBe(0);
  const counts = JSON.parse(stdout) as Record<string, number>;
  expect(counts).toMatchObject({
    texts: { train: 48, validation: 6, test: 6 },
    labels: 3,
    pairsPerEpoch: 144,
    steps: 6,
  });
  // The sampler's own count: what the steps of the real run added up to, epoch by epoch.
  const timing = readFileSync(join(cwd, "runs/a/timing.jsonl"), "utf8").trim().split("\n");
  const rows = timing.map((line) => JSON.parse(line) as { tokensPerSecond: number; seconds: number });
  const firstEpoch = rows.slice(0, 3).reduce((sum, row) => sum + Math.round(row.tokensPerSecond * row.seconds), 0);
  expect(counts["tokensPerEpoch"]).toBe(firstEpoch);
  expect(readdirSync(join(cwd, "runs")).sort()).toEqual(["a", "b"]);
});

it("eval: the accuracy line first, then the table; the same as JSON; a page", async () => {
  const { stdout, exitCode } = await quick(["eval", "--model", "runs/a/model", "--report", "report.html"]);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^accuracy [01]\.\d{4} \(\d\/6\), 95 % interval 0\.\d{4} to [01]\.\d{4}\n\nlabel +precision/);
  expect(readFileSync(join(cwd, "report.html"), "utf8")).toMatch(/^<!doctype html>/);
  const json = await quick(["eval", "--model", "runs/a/model", "--json"]);
  const result = JSON.parse(json.stdout) as { accuracy: number; correct: number; total: number; confusion: number[][] };
  expect(stdout).toContain(`accuracy ${result.accuracy.toFixed(4)} (${result.correct}/${result.total})`);
  expect(result.confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(6);
});

it("eval --data: another file, all of it, with the model's labels", async () => {
  writeFiles(cwd, {
    "new.csv": "utterance,intent\ngo on,next_step\nhow much salt,ask_question\n",
    "wrong.csv": "text,label\ngo on,next_stop\n",
  });
  const columns = ["--text-column", "utterance", "--label-column", "intent"];
  const good = await quick(["eval", "--model", "runs/a/model", "--data", "new.csv", ...columns]);
  expect(good.stdout).toMatch(/^accuracy [01]\.\d{4} \(\d\/2\), /);
  const wrong = await quick(["eval", "--model", "runs/a/model", "--data", "wrong.csv"]);
  expect(wrong.exitCode).toBe(2);
  expect(wrong.stderr).toMatch(/DATA_LABEL_UNKNOWN: wrong\.csv: row 1 .*"next_stop"\nhint: Did you mean "next_step"\?/);
});

it(
  "export, then predict: arguments, lines on stdin and a file give the trained model's labels",
  { timeout: 120_000 },
  async () => {
    const exported = await run(["export", "--model", "runs/a/model", "--out", "deploy"]);
    expect(exported.stdout).toMatch(
      /^exported deploy \(11 files, .*\nverified: max abs difference \d\.\de-\d+ to the trained/,
    );
    // Its own validation split is at hand: 6 texts.
    expect(exported.stdout).toMatch(/\nmodel\.onnx +\d+\.\d .* 0\/\d+ +[01]\.\d{4} +\d+ +\d+\n/);
    expect(exported.stdout).toMatch(/trained model: accuracy [01]\.\d{4} on 6 texts\n$/);
    const texts = ["go on", "how much salt", 'a "quoted", long\nline'];
    const [trained, deployed] = await Promise.all(
      ["runs/a/model", "deploy"].map((model) => run(["predict", "--model", model, ...texts])),
    );
    const labels = trained?.stdout.split("\n").map((line) => line.split("\t")[0]);
    expect(deployed?.stdout.split("\n").map((line) => line.split("\t")[0])).toEqual(labels);
    expect(trained?.stdout).toMatch(/^\w+\t-?[01]\.\d{4}\tgo on\n/);

    const lines = await run(["predict", "--model", "deploy", "--json", "--top", "2"], "go on\r\n\nhow much salt");
    const rows = lines.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { text: string; label: string; top: unknown[] });
    expect(rows.map(({ text }) => text)).toEqual(["go on", "", "how much salt"]);
    expect([rows[0]?.label, rows[2]?.label]).toEqual(labels?.slice(0, 2));
    expect(rows[0]?.top).toHaveLength(2);

    writeFiles(cwd, { "in.csv": 'id,text\n1,go on\n2,"how much salt"\n3,"a ""quoted"", long\nline"\n' });
    const file = await run(["predict", "--model", "deploy", "--data", "in.csv", "--out", "out.csv"]);
    expect([file.exitCode, file.stdout]).toEqual([0, ""]);
    const out = readFileSync(join(cwd, "out.csv"), "utf8");
    expect(out).toMatch(
      /^id,text,predicted_label,predicted_score,predicted_probability,abstained\n1,go on,\w*,-?[01]\.\d{6},[01]\.\d{6},(true|false)\n2,how much salt,/,
    );
    expect(out).toContain('3,"a ""quoted"", long\nline",');
  },
);

it("export of several precisions, verify, and predict and eval with one of them", { timeout: 120_000 }, async () => {
  const precisions = ["--precision", "fp32,int8", "--for", "classifier"];
  const exported = await quick(["export", "--model", "runs/a/model", "--out", "several", ...precisions, "--json"]);
  expect(exported.exitCode, exported.stderr).toBe(0);
  const { models } = JSON.parse(exported.stdout) as { models: { file: string }[] };
  expect(models.map(({ file }) => file)).toEqual([
    "onnx/model.onnx",
    "onnx/model_quantized.onnx",
    "onnx/classifier.onnx",
    "onnx/classifier_quantized.onnx",
  ]);
  const verified = await quick(["verify", "several"]);
  expect([verified.exitCode, verified.stderr]).toEqual([0, ""]);
  expect(verified.stdout).toMatch(/^ok +manifest\.json\nok +\d+ files: size and SHA-256\n/);
  expect(verified.stdout).toMatch(/\nok +onnx\/model_quantized\.onnx \(int8\): golden set, \d+ texts\n/);
  const predicted = await quick(["predict", "--model", "several", "--precision", "int8", "go on"]);
  expect(predicted.stdout).toMatch(/^\w+\t-?[01]\.\d{4}\tgo on\n/);
  const measured = await quick(["eval", "--model", "several", "--config", "config.yaml", "--precision", "int8"]);
  expect(measured.stdout).toMatch(/^accuracy [01]\.\d{4} /);

  const weights = join(cwd, "several", "onnx", "model.onnx");
  const kept = readFileSync(weights);
  writeFileSync(
    weights,
    kept.map((byte, i) => (i === kept.length >> 1 ? byte ^ 1 : byte)),
  );
  const refused = await quick(["predict", "--model", "several", "go on"]);
  expect([refused.exitCode, refused.stderr]).toEqual([2, expect.stringMatching(/model\.onnx: SHA-256 /)]);
  const anyway = await quick(["predict", "--model", "several", "--no-verify", "go on"]);
  expect(anyway.stderr).not.toMatch(/SHA-256/); // whether the graph still loads depends on what the byte stood for
  writeFileSync(weights, kept);

  const card = join(cwd, "several", "README.md");
  writeFileSync(card, readFileSync(card, "utf8").replace("Intent", "intent"));
  const changed = await quick(["verify", "several"]);
  expect(changed.exitCode).toBe(1);
  expect(changed.stdout).toMatch(/\nFAILED +\d+ files: size and SHA-256\n +README\.md: SHA-256 /);
  expect(changed.stderr).toMatch(/^error EXPORT_CHANGED: several: 1 of its checks failed: README\.md/m);
});

it("export says what it does not know", async () => {
  const precision = await quick(["export", "--model", "runs/a/model", "--out", "none", "--precision", "int4"]);
  expect(precision.exitCode).toBe(2);
  expect(precision.stderr).toMatch(
    /--precision: fp32, fp16, int8 expected, received "int4"\nhint: Did you mean int8\?/,
  );
  const purpose = await quick(["export", "--model", "runs/a/model", "--out", "none", "--for", "tflite"]);
  expect(purpose.stderr).toMatch(
    /--for: onnx, classifier, sentence-transformers, transformers\.js expected, received "tflite"/,
  );
  expect(existsSync(join(cwd, "none"))).toBe(false);
});

it("eval of an exported folder: it does not know its data, so they are named", async () => {
  const alone = await quick(["eval", "--model", "deploy"]);
  expect(alone.exitCode).toBe(2);
  expect(alone.stderr).toMatch(/ARGUMENT_INVALID: .*\nhint: Give --config or --data\./);
  const trained = await quick(["eval", "--model", "runs/a/model", "--config", "config.yaml"]);
  const deployed = await quick(["eval", "--model", "deploy", "--config", "config.yaml"]);
  expect(deployed.stdout).toMatch(/^accuracy [01]\.\d{4} /);
  expect(deployed.stdout).toBe(trained.stdout);
});

it("predict: texts that look like numbers or options", async () => {
  const { stdout } = await quick(["predict", "--model", "runs/a/model", "4.50", "--", "-5 degrees?", "--really"]);
  expect(
    stdout
      .trimEnd()
      .split("\n")
      .map((line) => line.split("\t")[2]),
  ).toEqual(["4.50", "-5 degrees?", "--really"]);
  const { exitCode, stderr } = await quick(["predict", "--model", "runs/a/model", "-5 degrees?"]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('A text that begins with "-" goes after " -- ".');
});

it("predict: a reader that stops early is no failure", async () => {
  const input = "go on\n".repeat(20_000);
  const { exitCode, stderr } = await intentsmith(["predict", "--model", "runs/a/model"], {
    cwd,
    input,
    onStart: (child) => child.stdout?.once("data", () => child.stdout?.destroy()),
  });
  expect([exitCode, stderr]).toEqual([0, ""]);
});

it("data stats and data pairs", async () => {
  const stats = await quick(["data", "stats", "--config", "config.yaml", "--json"]);
  expect(JSON.parse(stats.stdout)).toMatchObject({ examples: 60, lengthUnit: "tokens" });
  const without = await quick(["data", "stats", "--config", "config.yaml", "--set", "model.base=./nowhere"]);
  expect(without.stdout).toMatch(/60 examples, 3 labels/);
  expect(without.stderr).toMatch(/lengths are in characters, since the tokenizer of \.\/nowhere is not at hand/);
  const pairs = await quick(["data", "pairs", "--config", "config.yaml", "--out", "pairs.csv"]);
  expect(pairs.stderr).toMatch(/pairs\.csv: 180 pairs of 60 texts and 3 labels/);
  expect(readFileSync(join(cwd, "pairs.csv"), "utf8").trimEnd().split("\n")).toHaveLength(181);
});

it("runs list, show and compare", async () => {
  const list = await quick(["runs", "list", "--metric", "test_accuracy", "--json"]);
  const { runs } = JSON.parse(list.stdout) as { runs: { path: string }[] };
  expect(runs.length).toBeGreaterThan(0);
  expect((await quick(["runs", "list"])).stdout).toMatch(/^run +name +group +status/);
  expect((await quick(["runs", "show", "runs/a"])).stdout).toMatch(/status +finished/);
  const compared = await quick(["runs", "compare", "runs/a", "runs/a", "--json"]);
  expect(JSON.parse(compared.stdout)).toMatchObject({ config: [] });
});

it("data files that are not here come from INTENTSMITH_DATA, and that is said", async () => {
  const elsewhere = workFolder({ "mine/data.csv": exampleCsv(8) });
  const folder = workFolder({ "config.yaml": exampleConfig({ files: "[datasets/mine/data.csv]" }) });
  const args = ["data", "stats", "--config", "config.yaml", "--json"];
  const found = await intentsmith(args, { cwd: folder, environment: { INTENTSMITH_DATA: elsewhere } });
  expect(JSON.parse(found.stdout)).toMatchObject({ examples: 24 });
  expect(found.stderr).toContain(`datasets/mine/data.csv: not here, taken from INTENTSMITH_DATA: ${elsewhere}`);
  expect((await intentsmith(args, { cwd: folder })).exitCode).toBe(2);
});

it("nothing half-written is left anywhere", () => {
  const names = readdirSync(cwd, { recursive: true }).map(String);
  expect(names.filter((name) => name.includes(".partial"))).toEqual([]);
  expect(existsSync(join(cwd, "deploy", "manifest.json"))).toBe(true);
});
