import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { IntentClassifier, type Decision } from "@intentsmith/classifier";
import { expect, it } from "vitest";
import { exampleConfig, exampleCsv, workFolder } from "./testing/command-line.ts";
import { inProcess } from "./testing/in-process.ts";

it.each([
  ["fine-tuned", []],
  ["a head", ["--set", "train.method=head"]],
])("%s: decides by the distance to training texts, which go with the model and its export", async (_, method) => {
  const byDistance = ["--set", "data.splits={validation: 0.2, test: 0.1}", "--set", "decide.by=distance"];
  const config = exampleConfig({ epochs: 1 });
  const cwd = workFolder({ "config.yaml": config, "data.csv": exampleCsv(40) });
  const run = async (...args: string[]) => {
    const finished = await inProcess(args, cwd);
    expect(finished.exitCode, finished.stderr).toBe(0);
    return finished;
  };
  const trained = await run(
    "train",
    "--config",
    "config.yaml",
    "--no-report",
    ...byDistance,
    ...method,
    "--out",
    "run",
  );
  const told = /answers from distance (0\.\d{3}|1\.000) on \(95 % interval .* to .*, from \d+ texts\); of 200 everyday/;
  expect(trained.stderr).toMatch(told);
  await run("export", "--model", "run/model", "--out", "deploy", "--quiet");
  const known = exampleCsv(40)
    .split("\n")
    .slice(1, 13)
    .map((row) => row.split(",")[0] as string);
  const answers = ["run/model", "deploy"].map(async (model) => {
    const classifier = await IntentClassifier.load(join(cwd, model), { threads: 1 });
    const found = await classifier.classify([...known, "🐒 unheard of things, far away"]);
    await classifier.release();
    return found.map(({ model: __, ...said }) => ({ ...said, score: 0, probability: 0, top: [] }));
  });
  const [own, exported] = await Promise.all(answers);
  // What it was trained on is near, nothing is nearer
  expect(own?.filter(({ abstained }) => !abstained).length).toBeGreaterThanOrEqual(9);
  expect(exported).toEqual(own);

  const decided = await run("model", "decide", "run/model", "--data", "data.csv", "--by", "score", "--value", "0.9");
  expect(decided.stdout).toMatch(/run\/model: answers from score/);
  const decision = (): Decision =>
    (JSON.parse(readFileSync(join(cwd, "run/model/intentsmith.json"), "utf8")) as { decision: Decision }).decision;
  expect(decision()).toMatchObject({
    by: "score",
    everyday: { texts: 200 },
    thresholdInterval: [expect.any(Number), expect.any(Number)],
  });
  await run("model", "decide", "run/model", "--data", "data.csv", "--by", "distance");
  // Texts that the model was trained on are as near as can be
  expect(decision()).toMatchObject({ by: "distance", source: "file", threshold: expect.closeTo(1, 1) });
  expect(existsSync(join(cwd, "deploy", "reference-texts.safetensors"))).toBe(true);
});
