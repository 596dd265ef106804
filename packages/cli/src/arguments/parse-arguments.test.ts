import { describe, expect, it } from "vitest";
import { inProcess } from "../testing/in-process.ts";

const run = (...args: string[]): ReturnType<typeof inProcess> => inProcess(args);

describe("help", () => {
  it.each([
    [["--help"], /intentsmith train/],
    [["data", "--help"], /intentsmith data fetch/],
    [["data", "fetch", "--help"], /Examples:\n {2}intentsmith data fetch wizard-of-tasks/],
    [["data", "stats", "--help"], /--config/],
    [["data", "pairs", "--help"], /--out/],
    [["train", "--help"], /intentsmith train --resume\n/],
    [["eval", "--help"], /--split/],
    [["export", "--help"], /Examples:/],
    [["predict", "--help"], /--top/],
    [["distill", "--help"], /--vocabulary-size/],
    [["runs", "--help"], /intentsmith runs compare/],
    [["runs", "sync", "--help"], /Weights & Biases/],
    [["runs", "export-wandb", "--help"], /Examples:/],
    [["quickstart", "--help"], /sample/],
    [["serve", "--help"], /--admin-port/],
    [["serve", "keys", "--help"], /intentsmith serve keys revoke/],
    [["serve", "models", "pin", "--help"], /--state-file/],
  ])("%j goes to stdout with exit code 0", async (args, expected) => {
    const { exitCode, stdout, stderr } = await run(...args);
    expect(stdout).toMatch(expected);
    expect([exitCode, stderr]).toEqual([0, ""]);
  });
});

describe("what is wrong on the command line", () => {
  it.each([
    [[], "expected a command", "intentsmith --help"],
    [["trian"], 'unknown command "trian"', "Did you mean train?"],
    [["data", "fetc", "x"], 'unknown command "fetc"', "Did you mean fetch?"],
    [["runs"], 'expected a command after "runs"', "intentsmith runs --help"],
    [["serve", "keys"], 'expected a command after "keys"', "intentsmith serve keys --help"],
    [["serve", "keys", "ad", "x"], 'unknown command "ad"', "Did you mean add?"],
    [["serve", "--modl", "m"], "unknown option --modl", "Did you mean --model?"],
    [["train", "--confg", "c.yaml"], "unknown option --confg", "Did you mean --config?"],
    [["train", "extra", "--config", "c.yaml"], 'unknown argument "extra"', "intentsmith train --help"],
    [["train"], "--config or --data must be given", "Start from a file in configs/"],
    [["eval"], "expected --model, or --base and --labels together", "--base minilm-l3-mini"],
    [["eval", "--model", "m", "--split", "dev"], "Invalid values", "intentsmith eval --help"],
    [["export", "--model", "a", "--model", "b", "--out", "c"], "--model is given 2 times", "Give it once."],
    [["predict", "--model", "m", "--top", "many", "x"], "--top: expected a number", ""],
    [["predict", "--model", "m", "--top", "0", "x"], "--top: expected a whole number of at least 1", ""],
    [["predict", "--model", "m", "--data", "in.csv"], "--data and --out go together", "For example"],
    [["data", "fetch", "bankng77"], "expected wizard-of-tasks or banking77", 'Did you mean "banking77"?'],
    [["train", "--config", "c.yaml", "--set", "epochs"], "c.yaml: cannot read the config", ""],
    [["runs", "compare", "one"], "expected two or more, received 1", "intentsmith runs compare"],
    [
      ["distill", "--teacher", "oracles", "--layers", "0-2", "--vocabulary-size", "9", "--corpus", "x", "--out", "y"],
      "--layers 0-2",
      "0,2,5",
    ],
    [
      ["distill", "--teacher", "oracles", "--layers", "0", "--student", "z", "--corpus", "x", "--out", "y"],
      "--student: its layers are fixed",
      "Leave out --layers.",
    ],
  ])("%j: exit code 2, one message and what to do", async (args, message, hint) => {
    const { exitCode, stdout, stderr } = await run(...args);
    expect(stderr).toMatch(/^error [A-Z_]+: [^\n]+\n(hint: [^\n]+\n)?$/);
    expect(stderr).toContain(message);
    expect(stderr).toContain(hint);
    expect([exitCode, stdout]).toEqual([2, ""]);
  });

  it("a stack trace comes with --debug only", async () => {
    const { exitCode, stderr } = await run("eval", "--model", "nowhere", "--debug");
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^error FILE_NOT_FOUND: nowhere: no such folder\nhint: .*\nIntentsmithError: .*\n +at /);
  });
});

it("prints its version", async () => {
  expect((await run("--version")).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});
