import { checkArguments, expected, IntentsmithError, textTable } from "@intentsmith/core";
import { compareOverviews, type RunOrder, runOrder } from "./list-runs.ts";
import { type RunOverview, showRun } from "./run-overview.ts";
import { cell } from "./cell.ts";
import { comparisonNotes } from "./comparison-notes.ts";

/** One key and its value in each run, in the order of the runs; undefined where a run lacks it. */
export interface ComparedKey {
  key: string;
  values: unknown[];
}

/** Runs side by side; JSON-able. */
export interface RunComparison {
  runs: { path: string; name: string; status: string }[];
  /** Config keys (`train.epochs`) whose values are not the same in all runs. */
  config: ComparedKey[];
  /** Other circumstances that differ: seed, data, commit, versions, machine. They can change the last bits. */
  circumstances: ComparedKey[];
  /** Every metric of any run. */
  metrics: ComparedKey[];
  /** That splits do not hold the same texts; that the best is tied with others within noise. */
  notes: string[];
}

/** Compares runs, the best first if a metric is named. @throws ARGUMENT_INVALID for fewer than two paths. */
export function compareRuns(paths: readonly string[], order: RunOrder = {}): RunComparison {
  checkArguments("compareRuns", { paths: [paths, expected.texts], order: [order, runOrder] });
  if (paths.length < 2) {
    throw new IntentsmithError("ARGUMENT_INVALID", `comparing runs: expected two or more, received ${paths.length}`, {
      hint: "Name the folders of the runs: intentsmith runs compare runs/a runs/b",
    });
  }
  const overviews = paths.map(showRun);
  if (order.metric !== undefined) overviews.sort((a, b) => compareOverviews(a, b, order));
  const records = overviews.map(({ record }) => record);
  // The older hash takes in the files' names: it says nothing where all runs have the newer ones.
  const hashed = records.every(({ dataHashes }) => dataHashes !== undefined);
  const circumstances = records.map(({ seed, dataHash, dataHashes, gitCommit, versions, machine }) => ({
    seed,
    ...(hashed ? { dataHashes } : { dataHash }),
    gitCommit,
    versions,
    machine,
  }));
  return {
    runs: overviews.map(({ path, record }) => ({ path, name: record.name, status: record.status })),
    config: differing(overviews.map((run) => flatten(run.record.config))),
    circumstances: differing(circumstances.map((values) => flatten(values))),
    metrics: sideBySide(overviews.map((run: RunOverview) => run.metrics)),
    notes: comparisonNotes(overviews),
  };
}

/** A table with a column a run: what differs in the config, in the circumstances, and the metrics; then the notes. */
export function formatComparison(comparison: RunComparison): string {
  const header = ["", ...comparison.runs.map((run) => run.name)];
  const section = (title: string, keys: readonly ComparedKey[]): string[] =>
    keys.length === 0 ? [`${title}: no difference`] : [title, textTable(header, keys.map(tableRow))];
  return [
    ...section("config", comparison.config),
    "",
    ...section("circumstances", comparison.circumstances),
    "",
    "metrics",
    textTable(header, comparison.metrics.map(tableRow)),
    ...(comparison.notes.length === 0 ? [] : ["", ...comparison.notes]),
  ].join("\n");
}

function tableRow({ key, values }: ComparedKey): string[] {
  return [key, ...values.map(cell)];
}

/** `{a: {b: 1}}` → `{"a.b": 1}`; lists are values. */
function flatten(value: Record<string, unknown>, prefix = ""): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      typeof inner === "object" && inner !== null && !Array.isArray(inner)
        ? Object.entries(flatten(inner as Record<string, unknown>, `${prefix}${key}.`))
        : [[`${prefix}${key}`, inner]],
    ),
  );
}

function sideBySide(records: readonly Record<string, unknown>[]): ComparedKey[] {
  const keys = [...new Set(records.flatMap((record) => Object.keys(record)))];
  return keys.map((key) => ({ key, values: records.map((record) => record[key]) }));
}

function differing(records: readonly Record<string, unknown>[]): ComparedKey[] {
  return sideBySide(records).filter(({ values }) => new Set(values.map((value) => JSON.stringify(value))).size > 1);
}
