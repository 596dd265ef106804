import { parseConfig } from "@intentsmith/core";
import { expect, test } from "vitest";
import { thrown } from "../testing/thrown.ts";
import { samplerConfigSchema } from "./sampler-config.ts";

const parse = (value: unknown): unknown => parseConfig(samplerConfigSchema, value, "c.yaml");

test("each sampler takes its own size", () => {
  expect(parse({ type: "grouped", batchTexts: 64 })).toEqual({ type: "grouped", batchTexts: 64 });
  expect(parse({ type: "shuffled", batchPairs: 64 })).toEqual({ type: "shuffled", batchPairs: 64 });
});

test.each([
  [{ type: "grouped", batchPairs: 64 }, /batchPairs: this size belongs to the shuffled sampler; give batchTexts/],
  [{ type: "shuffled", batchTexts: 64 }, /batchTexts: this size belongs to the grouped sampler; give batchPairs/],
  [{ type: "grouped", batchTexts: 64, batchPairs: 64 }, /batchPairs: this size belongs to the shuffled sampler/],
  [{ type: "grouped", batchTexts: 0 }, /batchTexts: /],
  [{ type: "grouped" }, /batchTexts: /],
  [{ type: "random", batchTexts: 1 }, /type: /],
  [{ type: "grouped", batchTexts: 1, batchText: 1 }, /^CONFIG_UNKNOWN_KEY: .*"batchText" \| .*"batchTexts"/],
])("%j is refused", async (config, message) => {
  expect(await thrown(() => parse(config))).toMatch(message);
});
