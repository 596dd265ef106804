import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { exampleConfig, exampleCsv, writeFiles } from "./testing/command-line.ts";
import { inProcess } from "./testing/in-process.ts";

const red = "\u001B[31mred";
const title = "\u009D0;title\u009C";
const override = "\u202Eexe.txt";

/** What a terminal would act on. */
const powers = /[^\P{Cc}\t\n]|[\u202A-\u202E\u2066-\u2069]/u;

describe("texts and labels with terminal sequences in them", () => {
  const cwd = mkdtempSync(join(tmpdir(), "intentsmith-cli-"));
  const inFolder = async (...args: string[]): Promise<string> => {
    const { exitCode, stdout, stderr } = await inProcess(args, cwd);
    expect([exitCode, stderr.match(powers), stdout.match(powers)]).toEqual([0, null, null]);
    return stdout;
  };
  beforeAll(async () => {
    const rows = exampleCsv(8).replaceAll("next_step", red).replaceAll("stop\n", `stop${title}\n`);
    const twoLabels = `${red} again,${red}\n${red} again,stop${title}\n,${red}\n`;
    writeFiles(cwd, { "data.csv": rows + twoLabels, "config.yaml": exampleConfig({ epochs: 1 }) });
    await inFolder("train", "--config", "config.yaml", "--out", "run");
  });
  afterAll(() => rmSync(cwd, { recursive: true, force: true }));

  it.each<[string, string[], string]>([
    ["data stats", ["data", "stats", "--config", "config.yaml"], "\\u001b[31mred"],
    ["a dry run", ["train", "--config", "config.yaml", "--dry-run"], "3 labels"],
    ["eval", ["eval", "--model", "run/model"], "stop\\u009d0;title\\u009c"],
    ["predict", ["predict", "--model", "run/model", `${red}\r\n${override}`], "\\u001b[31mred \\u202eexe.txt"],
    ["runs show", ["runs", "show", "run"], "finished"],
  ])("do not steer the terminal: %s", async (_what, args, shown) => {
    expect(await inFolder(...args)).toContain(shown);
  });

  it("come unchanged out of JSON", async () => {
    const statistics = JSON.parse(await inFolder("data", "stats", "--config", "config.yaml", "--json")) as {
      labels: { label: string }[];
    };
    expect(statistics.labels.map(({ label }) => label).sort()).toEqual([red, "ask_question", `stop${title}`].sort());
    const line = await inFolder("predict", "--model", "run/model", "--json", override);
    expect(JSON.parse(line)).toMatchObject({ text: override });
  });

  it("do not steer it from an error's message", async () => {
    const { exitCode, stderr } = await inProcess(["predict", "--model", `${red}/model`, "hello"], cwd);
    expect([exitCode, stderr.match(powers)]).toEqual([2, null]);
  });

  it("leave the progress line its own sequences", async () => {
    const before = process.stderr.isTTY;
    onTestFinished(() => void (process.stderr.isTTY = before));
    process.stderr.isTTY = true;
    const { stderr } = await inProcess(["train", "--config", "config.yaml", "--out", "watched"], cwd);
    expect(stderr).toContain("\r\u001B[2K");
  });
});
