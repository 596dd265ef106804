import { expect, test } from "vitest";
import type { DataConfig } from "./config/data-config.ts";
import { filterRows } from "./filter-rows.ts";
import type { Row } from "./readers/row.ts";
import { resolve } from "./testing/row-files.ts";
import { thrown } from "./testing/thrown.ts";

const row = (index: number, text: string | null, label: string | null): Row => ({
  id: `f#c:${index}`,
  where: `f: conversation c, turn ${index}`,
  text,
  label,
  split: "train",
  source: "f",
  conversation: "c",
  role: index % 2 === 0 ? "teacher" : "student",
});

const filter = (rows: Row[], extra: Partial<DataConfig> = {}): ReturnType<typeof filterRows> =>
  filterRows(rows, resolve({ reader: "wizard-of-tasks", files: ["f"], ...extra } as DataConfig));

test("rows without text are dropped with their reason, before their label is looked at", () => {
  const { kept, dropped } = filter([row(1, null, null), row(2, " \n\t", "a"), row(3, " x ", "a")]);
  expect(kept.map(({ text }) => text)).toEqual([" x "]);
  expect(dropped).toEqual([
    { where: "f: conversation c, turn 1", reason: "null text" },
    { where: "f: conversation c, turn 2", reason: "empty text" },
  ]);
});

test("an unknown label is an error with its place and the nearest label", async () => {
  const rows = [row(1, "x", "stop"), row(2, "y", "stp"), row(3, "z", null)];
  expect(await thrown(() => filter(rows, { labels: ["stop", "go"] }))).toMatch(
    /^DATA_LABEL_UNKNOWN: f: conversation c, turn 2: .*received "stp" \(and 1 more such row: f: conversation c, turn 3\) \| Did you mean "stop"\?/,
  );
  expect(await thrown(() => filter([row(1, "x", null)]))).toMatch(/turn 1: expected a label, received none/);
});

test("somebody who collects complaints gets one, and the rows are dropped", () => {
  const rows = [row(1, "x", "stop"), row(2, "y", "stp"), row(3, "z", null), row(4, "z", "go")];
  const config = resolve({ reader: "wizard-of-tasks", files: ["f"], labels: ["stop", "go"] });
  const complaints: unknown[] = [];
  const { kept, dropped } = filterRows(rows, config, (error) => complaints.push(error));
  expect(kept.map(({ label }) => label)).toEqual(["stop", "go"]);
  expect(dropped.map(({ reason }) => reason)).toEqual(["unknown label", "no label"]);
  expect(complaints).toEqual([expect.objectContaining({ code: "DATA_LABEL_UNKNOWN" })]);
});

test("unknown and absent labels are dropped and counted if the config says so", () => {
  const rows = [row(1, "x", "stop"), row(2, "y", "stp"), row(3, "z", "")];
  expect(filter(rows, { labels: ["stop", "go"], unknownLabels: "drop" }).dropped).toEqual([
    { where: "f: conversation c, turn 2", reason: "unknown label", label: "stp" },
    { where: "f: conversation c, turn 3", reason: "no label" },
  ]);
});

test("context holds the newest earlier turns with text, also those dropped for their label", () => {
  const rows = [row(1, "a", "x"), row(2, "b", "unknown"), row(3, null, null), row(4, "d", "x"), row(5, "e", "x")];
  const { kept } = filter(rows, {
    labels: ["x", "y"],
    unknownLabels: "drop",
    context: { turns: 2, role: true },
  });
  expect(kept.map(({ context }) => context)).toEqual([
    [],
    [
      { role: "student", text: "a" },
      { role: "teacher", text: "b" },
    ],
    [
      { role: "teacher", text: "b" },
      { role: "teacher", text: "d" },
    ],
  ]);
});

test("conversations of two files do not mix, and without the setting there is no context", () => {
  const rows = [row(1, "a", "x"), { ...row(1, "b", "x"), source: "g" }];
  expect(filter(rows, { context: { turns: 1, role: false } }).kept.map(({ context }) => context)).toEqual([[], []]);
  expect(filter(rows).kept[0]).not.toHaveProperty("context");
});

test("a text of a megabyte is an error with its place, unless the config allows it", async () => {
  const rows = [row(1, "x".repeat(1_000_000), "a")];
  expect(await thrown(() => filter(rows))).toMatch(
    /^FILE_MALFORMED: .*turn 1: expected a text of at most 100000 characters, received 1000000 \| .*unclosed quote/,
  );
  expect(filter(rows, { maxTextCharacters: 2_000_000 }).kept).toHaveLength(1);
});
