import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import {
  exampleConfig,
  exampleCsv,
  intentsmith,
  tinyBert,
  workFolder,
  writeFiles,
  type Finished,
} from "./testing/command-line.ts";
import { inProcess } from "./testing/in-process.ts";

type Files = Record<string, string | Uint8Array>;

/** Everything below the folder: what a failed command must leave as it was. */
function listing(folder: string): string[] {
  return readdirSync(folder, { recursive: true }).map(String).sort();
}

function expectFailure(
  result: Pick<Finished, "exitCode" | "stdout" | "stderr">,
  exitCode: number,
  error: RegExp,
  hint = /./,
): void {
  const { stderr } = result;
  expect(stderr).not.toMatch(/\n +at /);
  const lines = stderr.trimEnd().split("\n");
  const at = lines.findIndex((line) => line.startsWith("error "));
  expect(lines.slice(at).join("\n")).toMatch(/^error [A-Z_]+: [^\n]+\nhint: [^\n]+$/);
  expect(lines[at]).toMatch(error);
  expect(lines[at + 1]).toMatch(hint);
  expect([result.exitCode, result.stdout]).toEqual([exitCode, ""]);
}

describe("training data", () => {
  const good = exampleCsv(8);
  const oneLabel = "text,label\na,x\nb,x\nc,x\n";
  it.each<[string, Files, string, RegExp, RegExp?]>([
    ["a missing file", {}, "[data.csv]", /FILE_NOT_FOUND: data\.csv: cannot read the data: no such file/],
    ["an empty file", { "data.csv": "" }, "[data.csv]", /DATA_EMPTY: data\.csv/],
    ["a header alone", { "data.csv": "text,label\n" }, "[data.csv]", /DATA_EMPTY: data\.csv: .*only a header/],
    [
      "a wrong column",
      { "data.csv": good.replace("label", "lable") },
      "[data.csv]",
      /DATA_COLUMN_MISSING: data\.csv/,
      /lable/,
    ],
    ["one label only", { "data.csv": oneLabel }, "[data.csv]", /DATA_LABELS_UNUSABLE: .*at least two labels/],
    [
      "a label without a training example",
      { "data.csv": good, "test.csv": "text,label\na,rare\n" },
      "{train: [data.csv], test: [test.csv]}",
      /DATA_LABELS_UNUSABLE: .*"rare" has no training example/,
    ],
    ["only empty texts", { "data.csv": 'text,label\n" ",x\n"",y\n' }, "[data.csv]", /DATA_EMPTY: .*empty text/],
    [
      "an unclosed quote",
      { "data.csv": `${good}"never closed,x\n` },
      "[data.csv]",
      /FILE_MALFORMED: data\.csv: not valid CSV/,
    ],
    [
      "binary garbage",
      { "data.csv": Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0xff, 0xfe]) },
      "[data.csv]",
      /FILE_MALFORMED: data\.csv: .*byte 4/,
    ],
    [
      "a text of a megabyte",
      { "data.csv": `${good}${"x".repeat(1_000_000)},stop\n` },
      "[data.csv]",
      /FILE_MALFORMED: data\.csv: row 25 .*at most 100000 characters, received 1000000/,
    ],
    [
      "a folder",
      { "data.csv/x": "" },
      "[data.csv]",
      /FILE_NOT_FOUND: data\.csv: expected a data file, received a folder/,
    ],
  ])("%s", async (_what, files, list, error, hint) => {
    const cwd = workFolder({ ...files, "config.yaml": exampleConfig({ files: list }) });
    const before = listing(cwd);
    expectFailure(await inProcess(["train", "--config", "config.yaml", "--out", "runs/a"], cwd), 2, error, hint);
    expect(listing(cwd)).toEqual(before);
  });

  it("broken JSON: line and column", async () => {
    const cwd = workFolder({
      "a.json": '{\n  "1": {"data_split": "train",\n    "turns": [}\n',
      "config.yaml": exampleConfig(),
    });
    const args = ["train", "--config", "config.yaml", "--set", "data={reader: wizard-of-tasks, files: [a.json]}"];
    expectFailure(
      await intentsmith(args, { cwd }),
      2,
      /FILE_MALFORMED: a\.json: .*at line 3, column 15: unexpected "\}"/,
    );
    expect(existsSync(join(cwd, "runs"))).toBe(false);
  });
});

describe("the config", () => {
  afterEach(() => vi.unstubAllEnvs());

  it.each<[string, string, RegExp, RegExp]>([
    ["broken YAML", "data: [\n", /FILE_MALFORMED: config\.yaml:\d+:\d+: not valid YAML/, /Mend/],
    [
      "a key that leads out of the config",
      "train: {__proto__: {epochs: 9}}\n",
      /FILE_MALFORMED: .*"__proto__"/,
      /Mend/,
    ],
    ["an empty file", "", /CONFIG_INVALID: config\.yaml/, /./],
    [
      "an unknown key",
      exampleConfig().replace("epochs", "epoch"),
      /CONFIG_UNKNOWN_KEY: .*"train\.epoch"/,
      /"train\.epochs"/,
    ],
    ["a wrong type", exampleConfig().replace("1.0e-3", "fast"), /CONFIG_INVALID: .*train\.learningRate/, /./],
    [
      "both warm-ups",
      `${exampleConfig()}  warmupRatio: 0.1\n  warmupSteps: 3\n`,
      /CONFIG_INVALID: .*warmupRatio.*not both/,
      /./,
    ],
    [
      "an unknown metric",
      exampleConfig({ extra: "evaluate: {bestBy: acuracy}\n" }),
      /CONFIG_INVALID: .*"acuracy"/,
      /"accuracy"/,
    ],
    ["a base that is not there", exampleConfig({ base: "./nowhere" }), /FILE_NOT_FOUND: \.\/nowhere/, /./],
    [
      "Weights & Biases without a key",
      exampleConfig({ extra: "tracking: {wandb: {project: p}}\n" }),
      /TRACKING_NO_KEY/,
      /WANDB_API_KEY|wandb/i,
    ],
  ])("%s", async (_what, config, error, hint) => {
    const cwd = workFolder({ "data.csv": exampleCsv(8), "config.yaml": config });
    for (const [name, value] of Object.entries({ HOME: cwd, WANDB_API_KEY: "", NETRC: join(cwd, "netrc") })) {
      vi.stubEnv(name, value);
    }
    const args = ["train", "--config", "config.yaml", "--out", "runs/a"];
    expectFailure(await inProcess(args, cwd), 2, error, hint);
    expect(listing(cwd)).toEqual(["config.yaml", "data.csv"]);
  });
});

describe("models and outputs", () => {
  const cwd = mkdtempSync(join(tmpdir(), "intentsmith-bad-"));
  afterAll(() => rmSync(cwd, { recursive: true }));
  const run = (...args: string[]): ReturnType<typeof inProcess> => inProcess(args, cwd);
  const damaged = (name: string, damage: (folder: string) => void): void => {
    cpSync(tinyBert, join(cwd, name), { recursive: true });
    damage(join(cwd, name));
  };
  beforeAll(async () => {
    writeFiles(cwd, { "data.csv": exampleCsv(8), "config.yaml": exampleConfig({ epochs: 1 }) });
    damaged("truncated", (folder) => truncateSync(join(folder, "model.safetensors"), 5000));
    damaged("shapes", (folder) => {
      const path = join(folder, "config.json");
      writeFileSync(path, readFileSync(path, "utf8").replace('"intermediate_size": 32', '"intermediate_size": 48'));
    });
    damaged("garbage", (folder) => writeFileSync(join(folder, "model.safetensors"), Buffer.alloc(64, 0xab)));
    damaged("tokenizer", (folder) => writeFileSync(join(folder, "tokenizer.json"), "{"));
    expect((await run("train", "--config", "config.yaml", "--out", "runs/a")).exitCode).toBe(0);
  });

  it.each([
    ["truncated", /MODEL_MALFORMED: truncated.model\.safetensors/],
    ["shapes", /MODEL_MALFORMED: .*shapes/],
    ["garbage", /MODEL_MALFORMED: garbage.model\.safetensors/],
    ["tokenizer", /FILE_MALFORMED: tokenizer.tokenizer\.json: .*line 1, column 2/],
  ])("a base model that is %s", async (base, error) => {
    const result = await run("train", "--config", "config.yaml", "--base", base, "--out", "runs/never");
    expectFailure(result, 2, error);
    expect(existsSync(join(cwd, "runs/never"))).toBe(false);
  });

  it("an output that exists is kept", async () => {
    const before = readFileSync(join(cwd, "runs/a/run.json"), "utf8");
    const exists = /OUTPUT_EXISTS: .*already exists/;
    expectFailure(await run("train", "--config", "config.yaml", "--out", "runs/a"), 2, exists);
    mkdirSync(join(cwd, "there"));
    expectFailure(await run("export", "--model", "runs/a/model", "--out", "there"), 2, exists);
    expectFailure(await run("data", "pairs", "--config", "config.yaml", "--out", "data.csv"), 2, exists);
    expectFailure(
      await run("predict", "--model", "runs/a/model", "--data", "data.csv", "--out", "data.csv"),
      2,
      exists,
    );
    expectFailure(await run("quickstart", "--out", "there/.."), 2, exists);
    expect(readFileSync(join(cwd, "runs/a/run.json"), "utf8")).toBe(before);
    expect(readdirSync(join(cwd, "there"))).toEqual([]);
  });

  it("a folder that cannot be written fails with exit code 1", async () => {
    const below = "data.csv/out";
    expectFailure(await run("export", "--model", "runs/a/model", "--out", below), 1, /WRITE_FAILED: data\.csv.out/);
    expectFailure(
      await run("data", "pairs", "--config", "config.yaml", "--out", below),
      1,
      /WRITE_FAILED: data\.csv.out/,
    );
    expectFailure(await run("train", "--config", "config.yaml", "--out", below), 1, /WRITE_FAILED: /);
    expect(listing(cwd).filter((name) => name.includes(".partial"))).toEqual([]);
  });

  it.skipIf(!existsSync("/dev/full"))("a full disk is called that", async () => {
    const { describeFailure } = await import("./process/failure.ts");
    let thrown: unknown;
    try {
      writeFileSync("/dev/full", "x".repeat(100));
    } catch (error) {
      thrown = error;
    }
    const { text, exitCode } = describeFailure(thrown);
    expect([text, exitCode]).toEqual([
      expect.stringMatching(/^error WRITE_FAILED: .*the disk is full\nhint: Free some space/),
      1,
    ]);
  });

  it("models without labels, files to predict that are no CSV, runs that are none", async () => {
    writeFiles(cwd, { "bin.csv": Buffer.from([0xff, 0, 1, 2]), "head.csv": "text\n", "x.csv": "txt\nhello\n" });
    const predict = (file: string): ReturnType<typeof run> =>
      run("predict", "--model", "runs/a/model", "--data", file, "--out", "never.csv");
    expectFailure(await run("eval", "--model", tinyBert), 2, /FILE_NOT_FOUND: .*no intentsmith\.json/);
    expectFailure(
      await run("eval", "--model", "runs/a/model", "--data", "config.yaml"),
      2,
      /ARGUMENT_INVALID: --data config\.yaml/,
    );
    expectFailure(await predict("bin.csv"), 2, /FILE_MALFORMED: bin\.csv/);
    expectFailure(await predict("head.csv"), 2, /DATA_EMPTY: head\.csv/);
    expectFailure(await predict("x.csv"), 2, /DATA_COLUMN_MISSING: x\.csv/, /--text-column txt/);
    expectFailure(await predict("none.csv"), 2, /FILE_NOT_FOUND: none\.csv/);
    expectFailure(await run("runs", "show", "nowhere"), 2, /FILE_NOT_FOUND: /);
    expectFailure(await run("train", "--resume", "nowhere"), 2, /FILE_NOT_FOUND: /);
    expect(existsSync(join(cwd, "never.csv"))).toBe(false);
  });

  it("a megabyte as a text to label is cut and labelled", async () => {
    const { exitCode, stdout } = await intentsmith(["predict", "--model", "runs/a/model", "--json"], {
      cwd,
      input: `${"many words ".repeat(100_000)}\n`,
    });
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ label: expect.any(String) });
  });
});
