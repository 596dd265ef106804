import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SeededRandom } from "@intentsmith/core";
import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import { expect, it, onTestFinished } from "vitest";
import { intentsmith, repository, workFolder } from "./testing/command-line.ts";

const data = process.env["INTENTSMITH_DATA"];
const bin = join(repository, "packages/cli/bin/intentsmith.js");

interface Text {
  text: string;
  label: string;
}

/** BANKING77's training texts, shuffled: all parts have one distribution, which its test split has not. */
function bankingTexts(random: SeededRandom): Text[] {
  const rows = parse(readFileSync(join(data as string, "banking77/train.csv"), "utf8"), { columns: true }) as {
    text: string;
    category: string;
  }[];
  return random.shuffle(rows.map(({ text, category }) => ({ text, label: category })));
}

/** What people say while they cook. */
function cookingTexts(random: SeededRandom): string[] {
  const path = join(data as string, "wizard-of-tasks/wizard_of_tasks_cooking_v1.0.json");
  const conversations = JSON.parse(readFileSync(path, "utf8")) as Record<string, { turns: { text: string | null }[] }>;
  const turns = Object.values(conversations).flatMap(({ turns }) => turns.map(({ text }) => text ?? ""));
  return random.shuffle(turns.filter((text) => text.length > 0 && text.length < 400));
}

it.skipIf(data === undefined)(
  "real texts: no alarm in five windows of banking questions, one within 1,000 when a third is about cooking",
  async () => {
    const random = new SeededRandom(1);
    const banking = bankingTexts(random);
    const cooking = cookingTexts(random);
    const table = (texts: readonly Text[]): string =>
      stringify(
        texts.map((one) => [one.text, one.label]),
        { header: true, columns: ["text", "label"] },
      );
    const cwd = workFolder({
      "train.csv": table(banking.slice(0, 3000)),
      "known.csv": table(banking.slice(3000, 4000)),
      "config.yaml": `data: {reader: csv, files: [train.csv]}
model: {base: minilm-l3-mini}
train: {method: head, head: {type: logistic}}
`,
    });
    for (const args of [
      ["train", "--config", "config.yaml", "--out", "run"],
      ["export", "--model", "run/model", "--out", "deploy", "--data", "known.csv"],
    ]) {
      const { exitCode, stderr } = await intentsmith(args, { cwd });
      expect(exitCode, stderr).toBe(0);
    }
    const flags = ["--port", "0", "--admin-port", "0", "--store", "none", "--set", "deadlineMs=60000"];
    const child = spawn(process.execPath, [bin, "serve", "--model", "deploy", ...flags], { cwd });
    onTestFinished(() => void child.kill("SIGKILL"));
    const printed = { out: "", err: "" };
    child.stdout.on("data", (text) => (printed.out += String(text)));
    child.stderr.on("data", (text) => (printed.err += String(text)));
    await expect.poll(() => printed.out, { timeout: 60_000 }).toMatch(/metrics on \S+\n/);
    const [, url = ""] = /listening on (\S+)/.exec(printed.out) ?? [];
    const [, metricsUrl = ""] = /metrics on (\S+)/.exec(printed.out) ?? [];
    const send = async (texts: readonly string[]): Promise<void> => {
      for (let i = 0; i < texts.length; i += 20) {
        const answer = await fetch(`${url}/v1/classify`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ input: texts.slice(i, i + 20) }),
        });
        expect(answer.status, await answer.text()).toBe(200);
      }
    };
    const gauges = async (): Promise<string[]> =>
      (await (await fetch(metricsUrl)).text())
        .split("\n")
        .filter((line) => /^intentsmith_(drift_effect|estimated_accuracy)/.test(line))
        .map((line) => line.replace("intentsmith_", ""));
    const usual = banking.slice(4000).map(({ text }) => text);
    await send(usual.slice(0, 1500));
    console.log("banking:", (await gauges()).join(", "));
    expect(printed.err).not.toMatch(/drift:/);
    const mixed = usual.slice(1500, 2500).map((text, i) => (random.next() < 1 / 3 ? (cooking[i] as string) : text));
    await send(mixed);
    console.log("a third cooking:", (await gauges()).join(", "));
    expect(printed.err).toMatch(/warning: drift: .* changed in two windows of 300 answers running/);
  },
);
