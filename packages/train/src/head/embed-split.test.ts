import type { Example } from "@intentsmith/data";
import { expect, test } from "vitest";
import { embedExamples, type Embedder } from "./embed-split.ts";

const example = (text: string, more: Partial<Example> = {}): Example => ({
  id: text,
  where: text,
  text,
  label: "a",
  split: "train",
  source: "f",
  ...more,
});

const embedder: Embedder = {
  encode: async (texts) => ({ data: new Float32Array(texts.length), rowCount: texts.length, width: 1, inputs: [] }),
};

async function groupsOf(examples: readonly Example[]): Promise<readonly string[] | undefined> {
  const words = await embedder.encode(["a"]);
  return (await embedExamples(embedder, { labels: ["a"] }, examples, { words, type: "prototypes" })).groups;
}

test("the spellings of a text are one group, since a head that saw one of them has seen the text", async () => {
  const groups = await groupsOf([example("Go on"), example("stop"), example("GO  ON")]);
  expect(groups?.[0]).toBe(groups?.[2]);
  expect(groups?.[0]).not.toBe(groups?.[1]);
});

test("texts that differ need no groups; conversations are groups of their own", async () => {
  expect(await groupsOf([example("go on"), example("stop")])).toBeUndefined();
  const said = ["x", "x", "y"].map((conversation, i) => example(String(i), { conversation }));
  const groups = await groupsOf(said);
  expect(groups?.[0]).toBe(groups?.[1]);
  expect(groups?.[0]).not.toBe(groups?.[2]);
});
