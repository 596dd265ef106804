import { spawn } from "node:child_process";
import { cpSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { intentsmith, repository, workFolder, writeFiles } from "./testing/command-line.ts";

// The loop of docs/guides/retraining.md: serve → feedback → train → export → refresh.

const wordings: Record<string, string[]> = {
  next_step: ["go on", "next please", "what is next", "then what"],
  stop: ["stop now", "that is all", "thanks bye", "we are done"],
  ask_question: ["how much salt", "how many eggs", "which pan", "is it hot"],
};

/** House jargon, which neither encoder nor first training data know; feedback has other pairs of them than what is held out. */
const newWordings: Record<string, string[]> = {
  next_step: ["plan bravo", "roll seven", "green card", "lamp on"],
  stop: ["plan alpha", "roll three", "red card", "lamp off"],
  ask_question: ["plan delta", "roll nine", "white card", "lamp dim"],
};

/** A logistic head on the shipped encoder: a second. */
const headConfig = (files: string): string => `data: {reader: csv, files: [${files}]}
model: {base: minilm-l3-mini}
train: {method: head, head: {type: logistic}}
`;

function texts(of: Record<string, string[]>, rows: number, from = 0): { text: string; label: string }[] {
  return Object.entries(of).flatMap(([label, words]) =>
    Array.from({ length: rows }, (_, row) => row + from).map((i) => ({
      text: `${words[i % 4]} ${words[(i >> 2) % 4]} ${i}`,
      label,
    })),
  );
}

const csv = (rows: { text: string; label: string }[]): string =>
  `text,label\n${rows.map(({ text, label }) => `${text},${label}\n`).join("")}`;

it("feedback on what a model got wrong makes the next version better, and the service changes over to it", async () => {
  const cwd = workFolder();
  const run = async (...args: string[]): Promise<string> => {
    const { exitCode, stdout, stderr } = await intentsmith(args, { cwd });
    expect(exitCode, stderr).toBe(0);
    return stdout;
  };
  writeFiles(cwd, { "data.csv": csv(texts(wordings, 20)), "one.yaml": headConfig("data.csv") });
  writeFiles(cwd, { "two.yaml": headConfig("data.csv, feedback.csv") });
  await run("train", "--config", "one.yaml", "--out", "runs/one");
  await run("export", "--model", "runs/one/model", "--out", "models/v1");
  writeFileSync(join(cwd, "models", "latest"), "v1\n");

  const bin = join(repository, "packages/cli/bin/intentsmith.js");
  const flags = ["--port", "0", "--set", "store.text=full", "--set", "refreshSeconds=0.2"];
  const child = spawn(process.execPath, [bin, "serve", "--model", "models", ...flags], { cwd });
  onTestFinished(() => void child.kill("SIGKILL"));
  let printed = "";
  child.stdout.on("data", (text) => (printed += String(text)));
  await expect.poll(() => printed, { timeout: 20_000 }).toMatch(/listening on \S+ /);
  const [, url = ""] = /listening on (\S+)/.exec(printed) ?? [];
  const post = async (path: string, body: unknown): Promise<any> => {
    const method = { method: "POST", headers: { "content-type": "application/json" } };
    return await (await fetch(url + path, { ...method, body: JSON.stringify(body) })).json();
  };
  const heldOut = texts(newWordings, 8, 8);
  const rightAnswers = async (): Promise<{ version: string; right: number }> => {
    const answers = await Promise.all(heldOut.map(async ({ text }) => await post("/v1/classify", { input: text })));
    const right = answers.filter(({ results }, i) => results[0].wouldBe === heldOut[i]?.label).length;
    return { version: answers[0].model.version, right };
  };

  const before = await rightAnswers();
  for (const { text, label } of texts(newWordings, 8)) {
    const { requestId } = await post("/v1/classify", { input: text });
    expect(await post("/v1/feedback", { requestId, label })).toMatchObject({ status: "stored" });
  }
  expect(await run("serve", "export-feedback", "--out", "feedback.csv")).toMatch(/feedback\.csv: 24 labelled texts/);
  await run("train", "--config", "two.yaml", "--out", "runs/two");
  await run("export", "--model", "runs/two/model", "--out", "v2");
  mkdirSync(join(cwd, "models", ".new"));
  cpSync(join(cwd, "v2"), join(cwd, "models", ".new", "v2"), { recursive: true });
  renameSync(join(cwd, "models", ".new", "v2"), join(cwd, "models", "v2"));
  writeFileSync(join(cwd, "models", "latest"), "v2\n");
  await expect
    .poll(async () => (await post("/v1/classify", { input: "a" })).model.version !== before.version, {
      timeout: 20_000,
    })
    .toBe(true);
  const after = await rightAnswers();
  console.log(`right of ${heldOut.length} held-out texts: ${before.right} before, ${after.right} after`);
  expect(after.right).toBeGreaterThan(before.right + 5);
}, 180_000);
