import { mkdirSync, rmSync } from "node:fs";
import { isAbsolute, join, relative, resolve } from "node:path";
import { checkArguments, expected, refuseExisting, writeFileAtomic } from "@intentsmith/core";
import { consoleLines } from "./console-line.ts";
import { appendEvaluationRow, cutEvaluationsBack, type EvaluationRow } from "./evaluation-csv.ts";
import { encodeFinalMetrics, type FinalMetrics } from "./final-metrics.ts";
import { keepLines, LineFile, readWholeLines } from "./line-file.ts";
import { decodeRow, encodeMetricsRow, encodeTimingRow, type MetricsRow, type TimingRow } from "./metrics-row.ts";
import { RunEvents } from "./run-events.ts";
import { newRunRecord, readRunRecord, type RunInfo, type RunRecord, type RunStatus } from "./run-record.ts";

export interface RunEnd {
  status: Exclude<RunStatus, "running">;
  exitCode: number;
  /** Results of the whole run, such as `test_accuracy`. */
  finalMetrics: FinalMetrics;
  /** Folder of the exported model, if one was written. */
  modelDirectory?: string;
}

export interface RunDirectoryOptions {
  /** The clock, in milliseconds. */
  now?: () => number;
  /** Whether to write an event file for TensorBoard, too. */
  tensorboard?: boolean;
}

/**
 * The folder of one run, and the truth about it: whatever is uploaded or shown later is read from here.
 *
 * `run.json` (what the run is and how it ended), `metrics.jsonl` and `timing.jsonl` (a row a step), `eval/*.csv`
 * (sentence-transformers' columns), `output.log` (what the console said), `final-metrics.json`; if wanted
 * `events.out.tfevents.*` for TensorBoard.
 */
export class RunDirectory {
  readonly path: string;
  readonly #now: () => number;
  readonly #metrics: LineFile;
  readonly #timing: LineFile;
  readonly #output: LineFile;
  readonly #openedAtMs: number;
  readonly #runtimeBefore: number;
  readonly #events: RunEvents | undefined;
  #record: RunRecord;

  private constructor(path: string, record: RunRecord, runtimeBefore: number, options: RunDirectoryOptions) {
    const { now = Date.now, tensorboard = false } = options;
    this.path = path;
    this.#record = record;
    this.#now = now;
    this.#openedAtMs = now();
    this.#runtimeBefore = runtimeBefore;
    this.#metrics = new LineFile(join(path, "metrics.jsonl"));
    this.#timing = new LineFile(join(path, "timing.jsonl"));
    this.#output = new LineFile(join(path, "output.log"));
    this.#writeRecord();
    this.#events = tensorboard ? new RunEvents(path, now()) : undefined;
  }

  /** Makes the folder of a new run. @throws OUTPUT_EXISTS if a run is there already; WRITE_FAILED. */
  static create(path: string, info: RunInfo, options: RunDirectoryOptions = {}): RunDirectory {
    checkArguments("RunDirectory.create", { path: [path, expected.path], info: [info, expected.object] });
    checkArguments("RunDirectory.create", { "info.commandLine": [info.commandLine, expected.texts] });
    refuseExisting(join(path, "run.json"));
    mkdirSync(path, { recursive: true });
    return new RunDirectory(resolve(path), newRunRecord(info), 0, options);
  }

  /**
   * Opens a run to go on with it from a checkpoint: rows of later steps are cut off `metrics.jsonl`, `timing.jsonl`
   * and the evaluators' CSVs. `evaluatedStep` (default: `step`) is that of the last evaluation that counts: an epoch
   * may have ended after its last step's checkpoint. `output.log` stays whole: it is what was said.
   * @throws FILE_NOT_FOUND if no run is there; FILE_MALFORMED if its files are damaged.
   */
  static reopen(
    path: string,
    at: { step: number; evaluatedStep?: number },
    options: RunDirectoryOptions = {},
  ): RunDirectory {
    const record = readRunRecord(path);
    for (const name of ["metrics.jsonl", "timing.jsonl"]) {
      const file = join(path, name);
      keepLines(file, (line, index) => decodeRow(line, `${file}:${index + 1}`).step <= at.step);
    }
    keepLines(join(path, "output.log"), () => true);
    cutEvaluationsBack(path, at.evaluatedStep ?? at.step);
    rmSync(join(path, "final-metrics.json"), { force: true });
    const lastTiming = readWholeLines(join(path, "timing.jsonl")).at(-1);
    const runtimeBefore = lastTiming === undefined ? 0 : (decodeRow(lastTiming, path)["runtime"] ?? 0);
    const going: RunRecord = { ...record, status: "running", exitCode: null, finishedAt: null, modelDirectory: null };
    return new RunDirectory(resolve(path), going, runtimeBefore, options);
  }

  get record(): RunRecord {
    return this.#record;
  }

  /** Adds the row of a step. Its bytes depend on the values alone. @throws WRITE_FAILED */
  appendMetrics(row: MetricsRow): void {
    this.#metrics.append(encodeMetricsRow(row));
    this.#events?.metrics(row, this.#now());
  }

  /** Adds what a step cost. @throws WRITE_FAILED */
  appendTiming(row: TimingRow): void {
    const nowMs = this.#now();
    const runtime = this.#runtimeBefore + (nowMs - this.#openedAtMs) / 1000;
    const stored = { ...row, timestamp: nowMs / 1000, runtime };
    this.#timing.append(encodeTimingRow(stored));
    this.#events?.timing({ ...stored }, nowMs);
  }

  /**
   * Adds a row to `eval/<name>_results.csv`, for example `binary_classification_evaluation_validation`. Call it
   * before the next step's `appendMetrics`, so that both reach Weights & Biases in one row.
   * @throws ARGUMENT_INVALID if the columns changed; WRITE_FAILED.
   */
  appendEvaluation(name: string, row: EvaluationRow): void {
    appendEvaluationRow(this.path, name, row);
    this.#events?.evaluation(name, row, this.#now());
  }

  /** Adds what the console said, with the time and without credentials or colour codes. @throws WRITE_FAILED */
  appendOutput(text: string): void {
    for (const line of consoleLines(text, this.#now())) this.#output.append(line);
  }

  /** Waits until all rows are on the disk. To be called before a checkpoint that counts on them is written. */
  sync(): void {
    for (const file of [this.#metrics, this.#timing, this.#output]) file.sync();
  }

  /** Writes `final-metrics.json`, then how the run ended into `run.json`. @throws WRITE_FAILED */
  finish(end: RunEnd): void {
    this.sync();
    for (const file of [this.#metrics, this.#timing, this.#output]) file.close();
    writeFileAtomic(join(this.path, "final-metrics.json"), encodeFinalMetrics(end.finalMetrics));
    this.#events?.finish(end.finalMetrics, this.#now());
    this.#record = {
      ...this.#record,
      status: end.status,
      exitCode: end.exitCode,
      finishedAt: new Date(this.#now()).toISOString(),
      modelDirectory: end.modelDirectory === undefined ? null : this.#relativeIfInside(end.modelDirectory),
    };
    this.#writeRecord();
  }

  #relativeIfInside(path: string): string {
    const inside = relative(this.path, resolve(path));
    return inside.startsWith("..") || isAbsolute(inside) ? resolve(path) : inside;
  }

  #writeRecord(): void {
    writeFileAtomic(join(this.path, "run.json"), `${JSON.stringify(this.#record, null, 2)}\n`);
  }
}
