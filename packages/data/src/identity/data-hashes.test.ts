import { expect, test } from "vitest";
import type { Example, Split } from "../example/example.ts";
import { dataHashes } from "./data-hashes.ts";

const example = (text: string, label: string, split: Split = "test", source = "f"): Example => ({
  id: "",
  where: "",
  text,
  label,
  split,
  source,
});
const splitsOf = (...examples: Example[]) => dataHashes(examples, { files: [] }).splits;

test("a split's hash is that of its sorted keys and labels", () => {
  // printf '["go on","next"]\n["stop","halt"]' | sha256sum
  expect(splitsOf(example("Stop ", "halt"), example("go  on", "next"))).toEqual({
    test: "c98ddd2aca642c9e500c091646fae9a6529b74e006fa3c894fd0fcf50e72a5ce",
  });
});

test("order, spelling and file change nothing; a text, a label and a row more do", () => {
  const rows = [example("stop", "halt"), example("go on", "next")];
  const [first, second] = rows as [Example, Example];
  const before = splitsOf(first, second);
  expect(splitsOf(second, { ...first, text: "STOP", source: "g", id: "x", where: "y" })).toEqual(before);
  expect(splitsOf(first, { ...second, text: "go off" })).not.toEqual(before);
  expect(splitsOf(first, { ...second, label: "halt" })).not.toEqual(before);
  expect(splitsOf(first, second, second)).not.toEqual(before);
});

test("splits are hashed each for itself, and those without examples have no hash", () => {
  const [train, test] = [example("a", "x", "train"), example("b", "y", "test")];
  const both = splitsOf(train, test);
  expect(Object.keys(both).sort()).toEqual(["test", "train"]);
  expect(splitsOf(test)).toEqual({ test: both.test });
});

test("the config's hash leaves the files out and does not depend on the order of keys", () => {
  const hash = (config: { files: unknown }): string => dataHashes([], config).config;
  const config = { files: ["a.csv"], reader: "csv", splits: { seed: 1, test: 0.1 } };
  expect(hash({ files: ["b.csv"], splits: { test: 0.1, seed: 1 }, reader: "csv" } as never)).toBe(hash(config));
  expect(hash({ ...config, splits: { seed: 2, test: 0.1 } } as never)).not.toBe(hash(config));
});
