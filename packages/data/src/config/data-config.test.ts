import { parseConfig } from "@intentsmith/core";
import { expect, test } from "vitest";
import { thrown } from "../testing/thrown.ts";
import { dataConfigSchema } from "./data-config.ts";

const parse = (value: unknown): unknown => parseConfig(dataConfigSchema, value, "c.yaml");

test("defaults are filled in", () => {
  expect(parse({ reader: "csv", files: ["a.csv"] })).toEqual({
    reader: "csv",
    files: ["a.csv"],
    textColumn: "text",
    labelColumn: "label",
    delimiter: ",",
    encoding: "utf-8",
    unknownLabels: "error",
    splits: { validation: 0.1, test: 0.1, seed: 42 },
    maxTextCharacters: 100_000,
  });
});

test("a part of the split settings keeps the defaults of the rest", () => {
  expect(parse({ reader: "wizard-of-tasks", files: ["a"], splits: { test: 0 } })).toMatchObject({
    splits: { validation: 0.1, test: 0, seed: 42 },
  });
});

test("a resolved config resolves to itself", () => {
  const resolved = parse({ reader: "jsonl", files: { train: ["a"], test: ["b"] } });
  expect(parse(resolved)).toEqual(resolved);
});

test.each([
  [{ reader: "csv", files: ["a"], labelColum: "x" }, /^CONFIG_UNKNOWN_KEY: c\.yaml: .*"labelColum" \| .*"labelColumn"/],
  [{ reader: "wizard-of-tasks", files: [] }, /^CONFIG_INVALID: c\.yaml: files: expected at least one file/],
  [{ reader: "excel", files: ["a"] }, /^CONFIG_INVALID: c\.yaml: reader: /],
  [{ reader: "csv", files: {} }, /^CONFIG_INVALID: .*files: expected at least one file/],
  [{ reader: "csv", files: { train: ["a"] }, splitColumn: "s" }, /splitColumn: the files are already given by split/],
  [{ reader: "csv", files: ["a"], encoding: "klingon" }, /encoding: expected an encoding such as/],
  [{ reader: "csv", files: ["a"], delimiter: "" }, /: delimiter: expected a separator such as "," or ";", found ""/],
  [{ reader: "csv", files: ["a"], labelWords: { "": "x" } }, /: labelWords\."": expected a name, found ""/],
  [{ reader: "csv", files: ["a"], labels: ["x", "x"] }, /labels: expected each label once/],
  [{ reader: "csv", files: ["a"], labels: ["x"] }, /labels: expected at least two labels/],
  [{ reader: "csv", files: ["a"], splits: { validation: 0.5, test: 0.5 } }, /splits: expected validation \+ test/],
  [{ reader: "jsonl", files: ["a"], context: { turns: -1, role: true } }, /context\.turns/],
])("%j is refused with one line", async (config, message) => {
  expect(await thrown(() => parse(config))).toMatch(message);
});
