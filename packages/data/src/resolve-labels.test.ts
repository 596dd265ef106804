import { expect, test } from "vitest";
import type { DataConfig } from "./config/data-config.ts";
import type { Example, Split } from "./example/example.ts";
import { resolveLabels } from "./resolve-labels.ts";
import { resolve } from "./testing/row-files.ts";
import { thrown } from "./testing/thrown.ts";

const example = (label: string, split: Split = "train", where = "f: row 1"): Example => ({
  id: "",
  where,
  text: "t",
  label,
  split,
  source: "f",
});
const labelsOf = (examples: Example[], extra: Partial<DataConfig> = {}): ReturnType<typeof resolveLabels> =>
  resolveLabels(examples, resolve({ reader: "wizard-of-tasks", files: ["f"], ...extra } as DataConfig));

test("labels are sorted and worded, by the config where it says so", () => {
  expect(labelsOf([example("stop"), example("ask_step")], { labelWords: { stop: "the end" } })).toEqual({
    labels: ["ask_step", "stop"],
    labelWords: ["ask step", "the end"],
  });
});

test("a closed list keeps labels that only it names when nothing is trained on", () => {
  expect(labelsOf([example("a", "test")], { labels: ["b", "a"] }).labels).toEqual(["a", "b"]);
});

test("one label, and a label without a training example, are refused with their name and counts", async () => {
  expect(await thrown(() => labelsOf([example("a")]))).toMatch(
    /^DATA_LABELS_UNUSABLE: .*two labels, received one: "a"/,
  );
  const untrained = [example("a"), example("b"), example("c", "test"), example("d", "validation")];
  expect(await thrown(() => labelsOf(untrained))).toMatch(
    /"c" has no training example: train 0, validation 0, test 1 \(f: row 1\) \(and 1 more such labels\) \| .*unknownLabels: drop/,
  );
});

test("labels with the same words or none cannot be told apart; both are named with their rows and the ways out", async () => {
  const same = [example("a_b", "train", "f: row 2"), example("a-b", "train", "f: row 3"), example("a_b")];
  expect(await thrown(() => labelsOf(same))).toMatch(
    /"a-b" and "a_b" have the same words "a b": the first \(f: row 3\), the second \(f: row 2; row 1\) \| .*data\.mergeLabels: \{"a-b": "a_b"\}; .*data\.labelWords: \{"a-b": /,
  );
  expect(await thrown(() => labelsOf([example("__"), example("a")]))).toMatch(
    /"__" has no words \(f: row 1\) \| .*data\.labelWords: \{"__": /,
  );
});

test("somebody who collects complaints gets all of them, and the labels", () => {
  const examples = [example("a_b"), example("a-b"), example("c", "test"), example("__")];
  const complaints: string[] = [];
  const config = resolve({ reader: "wizard-of-tasks", files: ["f"] });
  const { labels } = resolveLabels(examples, config, ({ message }) => complaints.push(message));
  expect(labels).toEqual(["__", "a-b", "a_b", "c"]);
  expect(complaints).toEqual([
    expect.stringContaining("has no training example"),
    expect.stringContaining("has no words"),
    expect.stringContaining("have the same words"),
  ]);
});

test("wording of a label that does not occur names the nearest", async () => {
  const wording = { labelWords: { stopp: "end" } };
  expect(await thrown(() => labelsOf([example("stop"), example("go")], wording))).toMatch(
    /^CONFIG_INVALID: data\.labelWords: "stopp" .*Did you mean "stop"/,
  );
});

test("labels named like parts of an object are ordinary labels", () => {
  expect(labelsOf([example("constructor"), example("__proto__")]).labelWords).toEqual(["proto", "constructor"]);
});
