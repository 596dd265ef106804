import { createLogger } from "@intentsmith/core";
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { cleanLabels, tellCleaning } from "./clean-labels.ts";
import type { DataConfig } from "./config/data-config.ts";
import type { Row } from "./readers/row.ts";
import { resolve } from "./testing/row-files.ts";
import { written } from "./testing/written.ts";

const rowsOf = (...labels: (string | null)[]): Row[] =>
  labels.map((label, index) => ({
    id: `f:${index + 1}`,
    where: `f: row ${index + 1}`,
    text: "t",
    label,
    split: undefined,
    source: "f",
  }));
const configOf = (mergeLabels?: Record<string, string>) =>
  resolve({ reader: "wizard-of-tasks", files: ["f"], mergeLabels } as DataConfig);

test("blanks at the ends are taken off and counted; labels of blanks are left for others to drop", () => {
  const { rows, trimmed } = cleanLabels(rowsOf("a ", "\t\u00A0a b\n", "a", null, "  "), configOf());
  expect(rows.map(({ label }) => label)).toEqual(["a", "a b", "a", null, ""]);
  expect(trimmed).toEqual(["f: row 1", "f: row 2"]);
});

test("merged labels take the place of those named, after trimming", () => {
  const { rows } = cleanLabels(rowsOf("REFUND ", "refund", "Refund", "other"), configOf({ REFUND: "refund" }));
  expect(rows.map(({ label }) => label)).toEqual(["refund", "refund", "Refund", "other"]);
});

test("a label merged into one that is merged itself is refused, and names in the config are trimmed as well", () => {
  expect(() => configOf({ a: "b", b: "c" })).toThrow(/not merged into others themselves/);
  const config = resolve({
    reader: "wizard-of-tasks",
    files: ["f"],
    labels: [" a", "b"],
    labelWords: { "a ": "words" },
    mergeLabels: { " c": "a " },
  });
  expect(config).toMatchObject({ labels: ["a", "b"], labelWords: { a: "words" }, mergeLabels: { c: "a" } });
});

test("what was trimmed is told with its places, and so is a merged label that no row has", () => {
  const stream = new PassThrough();
  const rows = rowsOf("refund ", "go", "go ", "go ", "go ");
  const config = configOf({ REFUND: "refund" });
  tellCleaning(cleanLabels(rows, config), rows, config, createLogger({ stream }));
  const told = written(stream);
  expect(told).toContain("took blanks off the ends of 4 labels (first: f: row 1; row 3; row 4; … and 1 more)");
  expect(told).toMatch(/data\.mergeLabels: no row has the label "REFUND"/);
});
