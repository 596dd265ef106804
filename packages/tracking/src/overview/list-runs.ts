import { type Dirent, readdirSync } from "node:fs";
import { join } from "node:path";
import {
  type ArgumentCheck,
  checkArguments,
  expected,
  IntentsmithError,
  messageOf,
  printable,
  textTable,
} from "@intentsmith/core";
import { isRunDirectory } from "../run/run-record.ts";
import { type RunOverview, showRun } from "./run-overview.ts";
import { cell } from "./cell.ts";
import { intervalCell } from "./interval-cell.ts";

export interface RunList {
  runs: RunOverview[];
  /** Folders that are no intact run, with the reason: shown, never fatal. */
  skipped: { path: string; reason: string }[];
}

export interface RunOrder {
  /** A metric's name; without one, the newest run comes first. Runs that lack the metric come last. */
  metric?: string;
  /** Default `maximize`. */
  goal?: "maximize" | "minimize";
}

export const runOrder: ArgumentCheck = expected.options<RunOrder>({
  metric: expected.text,
  goal: expected.oneOf("maximize", "minimize"),
});

/** Runs nest at most so deep under the root: a grid's folder holds its trials. */
const maxDepth = 3;

/** Finds the runs under a folder. @throws FILE_NOT_FOUND if the folder itself cannot be read. */
export function listRuns(root: string, order: RunOrder = {}): RunList {
  checkArguments("listRuns", { root: [root, expected.path], order: [order, runOrder] });
  const list: RunList = { runs: [], skipped: [] };
  for (const entry of foldersIn(root)) collect(join(root, entry), 1, list);
  list.runs.sort((a, b) => compareOverviews(a, b, order));
  return list;
}

/** A table with a line a run, and below it what was skipped. */
export function formatRunList(list: RunList, order: RunOrder = {}): string {
  const metric = order.metric ?? "test_accuracy";
  const rows = list.runs.map(({ path, record, steps, metrics }) => [
    path,
    record.name,
    record.group ?? "–",
    record.status,
    record.startedAt.slice(0, 16).replace("T", " "),
    String(steps),
    cell(metrics["loss"]),
    intervalCell(metrics, metric),
  ]);
  const table = textTable(["run", "name", "group", "status", "started", "steps", "loss", metric], rows);
  return [table, ...list.skipped.map(({ path, reason }) => printable(`skipped ${path}: ${reason}`))].join("\n");
}

function collect(path: string, depth: number, list: RunList): void {
  if (isRunDirectory(path)) {
    try {
      list.runs.push(showRun(path));
    } catch (error) {
      list.skipped.push({ path, reason: messageOf(error) });
    }
    return;
  }
  const found = list.runs.length + list.skipped.length;
  if (depth < maxDepth) {
    for (const folder of foldersIn(path))
      if (holdsRun(join(path, folder), depth + 1)) collect(join(path, folder), depth + 1, list);
  }
  if (list.runs.length + list.skipped.length === found) list.skipped.push({ path, reason: "not a run: no run.json" });
}

function holdsRun(path: string, depth: number): boolean {
  return (
    isRunDirectory(path) ||
    (depth < maxDepth && foldersIn(path).some((entry) => holdsRun(join(path, entry), depth + 1)))
  );
}

function foldersIn(path: string): string[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(path, { withFileTypes: true });
  } catch (error) {
    throw new IntentsmithError("FILE_NOT_FOUND", `${path}: cannot read the folder of runs: ${messageOf(error)}`, {
      hint: "Name the folder that holds the runs; a run's own folder is shown with `intentsmith runs show`.",
      cause: error,
    });
  }
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map((entry) => entry.name)
    .sort();
}

/** Best first by the metric, or newest first. */
export function compareOverviews(a: RunOverview, b: RunOverview, order: RunOrder): number {
  if (order.metric === undefined) return b.record.startedAt.localeCompare(a.record.startedAt);
  const sign = order.goal === "minimize" ? 1 : -1;
  const [left, right] = [a, b].map((run) => comparable(run.metrics[order.metric ?? ""]));
  if (left === undefined || right === undefined) return Number(left === undefined) - Number(right === undefined);
  return sign * (left - right);
}

function comparable(value: number | string | null | undefined): number | undefined {
  return typeof value === "number" && !Number.isNaN(value) ? value : undefined;
}
