import { expect, it } from "vitest";
import { workFolder } from "../testing/command-line.ts";
import { inProcess } from "../testing/in-process.ts";

it("eval of a model whose record names no data says which model, and what to give", async () => {
  const record = {
    format: 1,
    labels: [
      { name: "stop", words: "stop" },
      { name: "go_on", words: "go on" },
    ],
    base: "minilm-l3-mini",
    maxSequenceLength: 48,
    metrics: {},
    config: { train: { epochs: 2 } },
    versions: {},
    dataHash: "0".repeat(64),
  };
  const cwd = workFolder({ "deploy/intentsmith.json": JSON.stringify(record) });
  const { exitCode, stderr } = await inProcess(["eval", "--model", "deploy"], cwd);
  expect([exitCode, stderr]).toEqual([
    2,
    "error ARGUMENT_INVALID: deploy: its record does not say what it was trained with\nhint: Give --config or --data.\n",
  ]);
});
