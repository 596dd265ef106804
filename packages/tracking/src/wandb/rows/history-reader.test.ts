import { expect, test } from "vitest";
import { exampleRun, withTemporaryFolder, writeStep } from "../../testing/example-run.ts";
import { HistoryReader } from "./history-reader.ts";

test("a step's metrics, timing and evaluations make one row, given out when the next step has come", () =>
  withTemporaryFolder((folder) => {
    const run = exampleRun(folder, 1);
    const reader = new HistoryReader(run.path);
    expect(reader.read(false)).toEqual([]);
    run.appendEvaluation("similarity_evaluation_dev", { epoch: 0.1, steps: 1, cosine_pearson: 0.5 });
    writeStep(run, 2);
    expect(reader.read(false)).toEqual([
      {
        epoch: 0.1,
        loss: 1,
        learningRate: 2e-5,
        gradientNorm: 0.5,
        hardPositives: 1,
        hardNegatives: null,
        seconds: 0.5,
        tokensPerSecond: 1001,
        memoryBytes: 1e9,
        "similarity_evaluation_dev/cosine_pearson": 0.5,
        _timestamp: 1767323047,
        _runtime: 1,
        _step: 1,
      },
    ]);
    expect(reader.read(false)).toEqual([]);
    expect(reader.read(true)).toMatchObject([{ _step: 2, tokensPerSecond: 1002 }]);
    expect(reader.read(true)).toEqual([]);
  }));
