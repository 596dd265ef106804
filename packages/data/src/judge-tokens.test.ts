import { createLogger } from "@intentsmith/core";
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import type { Example, Split } from "./example/example.ts";
import { judgeTokens } from "./judge-tokens.ts";
import type { Dataset } from "./read-dataset.ts";
import { thrown } from "./testing/thrown.ts";
import { wordTokenizer } from "./testing/word-tokenizer.ts";
import { written } from "./testing/written.ts";

const datasetOf = (...rows: [text: string, label: string, split?: Split][]): Dataset => {
  const labels = [...new Set(rows.map(([, label]) => label))].sort();
  return {
    examples: rows.map(([text, label, split = "train"], index): Example => {
      return { id: `f:${index + 1}`, where: `f: row ${index + 1}`, text, label, split, source: "f" };
    }),
    labels,
    labelWords: labels,
    dropped: [{ where: "f: row 99", reason: "null text" }],
    outOfScope: [],
    trimmedLabels: [],
    hash: "",
    hashes: { config: "", splits: {} },
  };
};
const tokenise = wordTokenizer(["refund", "stop", "go", "on", "now"], 2);

const told = (dataset: Dataset): string => {
  const stream = new PassThrough();
  judgeTokens(dataset, tokenise, { logger: createLogger({ stream }) });
  return written(stream);
};

test("texts without a token are dropped from their split and counted", () => {
  const dataset = datasetOf(["stop", "stop"], ["\u200B", "stop"], ["go", "go"], ["\u200B \u200B", "go", "test"]);
  const judged = judgeTokens(dataset, tokenise);
  expect(judged.examples.map(({ where }) => where)).toEqual(["f: row 1", "f: row 3"]);
  expect(judged.dropped).toEqual([
    { where: "f: row 99", reason: "null text" },
    { where: "f: row 2", reason: "no token" },
    { where: "f: row 4", reason: "no token" },
  ]);
  expect(told(dataset)).toContain("dropped 2 rows: 2 no token (first: f: row 2; row 4)");
});

test("a label of which only such texts are left for training is refused", async () => {
  const dataset = datasetOf(["stop", "stop"], ["\u200B", "go"], ["go", "go", "test"]);
  expect(await thrown(() => judgeTokens(dataset, tokenise))).toMatch(
    /^DATA_LABELS_UNUSABLE: .*"go" has no training example: train 0, validation 0, test 1 \(f: row 3\)/,
  );
});

test("labels that are the same tokens are refused with both names, their rows and the ways out", async () => {
  const dataset = datasetOf(["a", "refund"], ["b", "REFUND"], ["c", "stop"], ["d", "refund"]);
  expect(await thrown(() => judgeTokens(dataset, tokenise))).toMatch(
    /^DATA_LABELS_UNUSABLE: data: labels "REFUND" and "refund" are the same tokens to the model: the first \(f: row 2\), the second \(f: row 1; row 4\) \| .*data\.mergeLabels: \{"REFUND": "refund"\}.*data\.labelWords/,
  );
  // both are unknown tokens
  expect(await thrown(() => judgeTokens(datasetOf(["a", "😀"], ["b", "😁"]), tokenise))).toMatch(
    /"😀" and "😁" are the same tokens/,
  );
  expect(await thrown(() => judgeTokens(datasetOf(["a", "\u200B"], ["b", "go"]), tokenise))).toMatch(/has no token/);
  const cut = datasetOf(["a", "go on now"], ["b", "go on stop"]);
  expect(await thrown(() => judgeTokens(cut, tokenise))).toMatch(/reads only 2 of them \(model\.maxSequenceLength\)/);
  const told: string[] = [];
  judgeTokens(dataset, tokenise, { complain: ({ code }) => told.push(code) });
  expect(told).toEqual(["DATA_LABELS_UNUSABLE"]);
});

test("texts that are cut and texts that the encoder does not know are told with the first places", () => {
  const lines = told(datasetOf(["stop now", "stop"], ["go on now", "go"], ["😀", "go"], ["😁 😀", "go"]));
  expect(lines).toContain("1 of 4 texts have more than 2 tokens and are cut (first: f: row 2)");
  expect(lines).toContain("the encoder knows no token of 2 texts (first: f: row 3; row 4)");
  expect(told(datasetOf(["stop", "stop"], ["go", "go"]))).toBe("");
  const stream = new PassThrough();
  const measured = datasetOf(["stop now", "stop"], ["go on now", "go"], ["go now on", "go", "test"]);
  judgeTokens(measured, tokenise, { split: "test", logger: createLogger({ stream }) });
  expect(written(stream)).toContain("1 of 1 texts have more than 2 tokens and are cut (first: f: row 3)");
});

test("texts of test that also stand in train are told, in any spelling", () => {
  const lines = told(datasetOf(["stop", "stop"], ["go", "go"], ["STOP ", "stop", "test"], ["go", "go", "test"]));
  expect(lines).toContain(
    "2 of the 2 test texts also stand in train, 1 of them written otherwise (first: f: row 3; row 4)",
  );
});

test("where a cut of rows tore spellings apart, the cut that would not is named", () => {
  const rows = datasetOf(["stop", "stop"], ["go", "go"], ["STOP", "stop", "test"], ["😀", "go"]);
  const cut = {
    split: "test",
    examples: 1,
    share: 0.25,
    wantedShare: 0.25,
    worstLabel: "go",
    worstLabelDeviation: 0,
  } as const;
  const settings = { by: "row", seed: 1, keptLabels: [], examples: 4, cut: [cut] } as const;
  const report = (method: "stratified" | "text-hash") => ({ ...settings, method, keptLabels: [], cut: [cut] });
  const hint = "data.splits.method: text-hash keeps the spellings of a text together";
  expect(told({ ...rows, splitReport: report("stratified") })).toContain(hint);
  expect(told(rows)).not.toContain(hint);
  const [stop, go, , unknown] = rows.examples as [Example, Example, Example, Example];
  const tokensOnly = { ...rows, examples: [stop, go, unknown, { ...unknown, text: "😁", split: "test" as const }] };
  const lines = told({ ...tokensOnly, splitReport: report("stratified") });
  expect(lines).toContain("1 of the 1 test texts also stand in train, 1 of them written otherwise");
  expect(lines).not.toContain(hint);
});
