import { expect, test } from "vitest";
import type { DataConfig } from "./config/data-config.ts";
import type { Example, Split } from "./example/example.ts";
import { resolveLabels } from "./resolve-labels.ts";
import { resolve } from "./testing/row-files.ts";
import { thrown } from "./testing/thrown.ts";

const example = (label: string, split: Split = "train"): Example => ({ id: "", text: "t", label, split, source: "f" });
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
    /"c" has no training example: train 0, validation 0, test 1 \(and 1 more such labels\) \| .*unknownLabels: drop/,
  );
});

test("labels with the same words or none cannot be told apart", async () => {
  expect(await thrown(() => labelsOf([example("a_b"), example("a-b")]))).toMatch(/"a-b" and "a_b" have the same words/);
  expect(await thrown(() => labelsOf([example("__"), example("a")]))).toMatch(/"__" has no words/);
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
