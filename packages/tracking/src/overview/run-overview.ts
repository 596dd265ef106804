import { existsSync } from "node:fs";
import { join } from "node:path";
import { textTable } from "@intentsmith/core";
import { evaluationNames, lastEvaluation } from "../run/evaluation-csv.ts";
import { readFinalMetrics } from "../run/final-metrics.ts";
import { readWholeLines } from "../run/line-file.ts";
import { decodeRow } from "../run/metrics-row.ts";
import { readRunRecord, type RunRecord } from "../run/run-record.ts";
import { readUploadState } from "../wandb/upload/upload-state.ts";
import { cell } from "./cell.ts";

/** A run on disk at a glance; JSON-able. */
export interface RunOverview {
  path: string;
  record: RunRecord;
  /** Steps done. */
  steps: number;
  /** Final metrics, the last row of every evaluator (`<evaluator>/<column>`), and the last step's loss. */
  metrics: Record<string, number | string | null>;
  /** How far the upload is, if there was one. */
  upload: { url: string | null; rows: number; complete: boolean } | null;
}

/** Reads a run folder. @throws FILE_NOT_FOUND, FILE_MALFORMED for what is not an intact run. */
export function showRun(path: string): RunOverview {
  const record = readRunRecord(path);
  const file = join(path, "metrics.jsonl");
  const lastLine = existsSync(file) ? readWholeLines(file).at(-1) : undefined;
  const last = lastLine === undefined ? undefined : decodeRow(lastLine, `${file}: last line`);
  const evaluations = evaluationNames(path).flatMap((name) =>
    Object.entries(lastEvaluation(path, name) ?? {})
      .filter(([column]) => column !== "epoch" && column !== "steps")
      .map(([column, value]): [string, number] => [`${name}/${column}`, value]),
  );
  const state = readUploadState(path);
  return {
    path,
    record,
    steps: last?.step ?? 0,
    metrics: {
      ...readFinalMetrics(path),
      ...Object.fromEntries(evaluations),
      ...(last?.["loss"] === undefined ? {} : { loss: last["loss"] }),
    },
    upload: state === undefined ? null : { url: state.url, rows: state.historyRows, complete: state.complete },
  };
}

/** What `runs show` prints: the run's facts, then its metrics. */
export function formatRun(overview: RunOverview): string {
  const { record, upload } = overview;
  const facts: [string, unknown][] = [
    ["name", record.name],
    ["group", record.group],
    ["status", record.exitCode === null ? record.status : `${record.status} (exit code ${record.exitCode})`],
    ["started", record.startedAt],
    ["finished", record.finishedAt],
    ["steps", overview.steps],
    ["seed", record.seed],
    ["data", record.dataHash],
    ...Object.entries(record.dataHashes?.splits ?? {}).map(([split, hash]): [string, string] => [
      `${split} split`,
      hash,
    ]),
    ["commit", record.gitCommit],
    ["machine", `${record.machine.processor}, ${record.machine.processors} processors, ${record.machine.platform}`],
    ["command", record.commandLine.join(" ")],
    ["model", record.modelDirectory],
    ["Weights & Biases", upload === null ? undefined : `${upload.url ?? "not reached"}, ${upload.rows} rows`],
  ];
  const metrics = Object.entries(overview.metrics).map(([key, value]) => [key, cell(value)]);
  return [
    textTable(
      ["run", overview.path],
      facts.map(([key, value]) => [key, cell(value)]),
    ),
    ...(metrics.length === 0 ? [] : ["", textTable(["metric", "value"], metrics)]),
  ].join("\n");
}
