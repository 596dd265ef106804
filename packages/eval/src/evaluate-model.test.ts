import { fileURLToPath } from "node:url";
import type { Dataset, Example, Split } from "@intentsmith/data";
import { loadModel, SentenceEncoder } from "@intentsmith/model";
import { describe, expect, it } from "vitest";
import { evaluate } from "./evaluate-model.ts";

const tinyBert = fileURLToPath(new URL("../../../oracles/golden/tiny-bert", import.meta.url));
const example = (text: string, label: string, split: Split): Example => ({
  id: text,
  where: "",
  text,
  label,
  split,
  source: "test",
});

const dataset: Dataset = {
  examples: [
    example("stop", "stop", "test"),
    example("request next step", "request_next_step", "test"),
    example("request next step", "stop", "test"),
    example("mix the flour", "stop", "train"),
  ],
  labels: ["request_next_step", "stop"],
  labelWords: ["request next step", "stop"],
  dropped: [],
  outOfScope: [],
  trimmedLabels: [],
  hash: "",
  hashes: { config: "", splits: {} },
};

describe("evaluating a model on a split", () => {
  it("encodes that split and the label words, and counts a text as right when its own label is nearest", async () => {
    const encoder = new SentenceEncoder(await loadModel(tinyBert), { threads: 1 });
    const { examples, input, result } = await evaluate(encoder, dataset, "test");
    expect(examples.map(({ text }) => text)).toEqual(["stop", "request next step", "request next step"]);
    expect([input.scores.length / input.labelCount, input.labelCount]).toEqual([3, 2]);
    expect([...input.targets]).toEqual([1, 0, 1]);
    // A text that equals a label's words has cosine 1 with it, so the third example must be taken for the first label.
    expect([result.correct, result.total]).toEqual([2, 3]);
    expect(result.predictions.score[0]).toBeCloseTo(1, 5);
  });

  it("refuses a split without examples", async () => {
    const encoder = new SentenceEncoder(await loadModel(tinyBert), { threads: 1 });
    await expect(evaluate(encoder, dataset, "validation")).rejects.toMatchObject({ code: "DATA_EMPTY" });
  });

  it("names the example whose label the data set does not list", async () => {
    const strange = { ...dataset, examples: [example("stop it", "halt", "test")] };
    const encoder = new SentenceEncoder(await loadModel(tinyBert), { threads: 1 });
    await expect(evaluate(encoder, strange, "test")).rejects.toMatchObject({
      code: "DATA_LABEL_UNKNOWN",
      message: 'stop it: expected one of 2 labels, received "halt"',
    });
  });
});
