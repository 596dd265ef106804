import { join } from "node:path";
import { EventFile, grouped } from "../tensorboard/event-file.ts";
import { evaluationNames, evaluationPath, parseEvaluationLine, type EvaluationRow } from "./evaluation-csv.ts";
import type { FinalMetrics } from "./final-metrics.ts";
import { readWholeLines } from "./line-file.ts";
import { decodeRow } from "./metrics-row.ts";

type Row = Readonly<Record<string, number | null>> & { readonly step: number };

/** What a run's files say, as events for TensorBoard: groups `train`, `timing`, one an evaluator, and `final`. */
export class RunEvents {
  readonly #file: EventFile;
  #lastStep = 0;

  /** Begins with what the folder holds already: a run that goes on was cut back to a checkpoint. @throws WRITE_FAILED */
  constructor(run: string, nowMs: number) {
    this.#file = new EventFile(run, nowMs);
    const times = new Map(rowsOf(run, "timing.jsonl").map((row) => [row.step, row["timestamp"] ?? nowMs / 1000]));
    const at = (step: number): number => 1000 * (times.get(step) ?? nowMs / 1000);
    for (const row of rowsOf(run, "metrics.jsonl")) this.metrics(row, at(row.step));
    for (const row of rowsOf(run, "timing.jsonl")) this.timing(row, at(row.step));
    for (const name of evaluationNames(run)) {
      const [header = "", ...lines] = readWholeLines(evaluationPath(run, name));
      for (const line of lines) {
        const row = parseEvaluationLine(header, line) as EvaluationRow;
        this.evaluation(name, row, at(row.steps));
      }
    }
  }

  metrics(row: Row, nowMs: number): void {
    this.#append(row.step, grouped("train", row, ["step"]), nowMs);
  }

  timing(row: Row, nowMs: number): void {
    this.#append(row.step, grouped("timing", row, ["step", "timestamp"]), nowMs);
  }

  evaluation(name: string, row: EvaluationRow, nowMs: number): void {
    this.#append(row.steps, grouped(name, row, ["epoch", "steps"]), nowMs);
  }

  /** The run's final metrics, at its last step, and the end of the file. */
  finish(metrics: FinalMetrics, nowMs: number): void {
    const numbers = Object.entries(metrics).filter((entry): entry is [string, number] => typeof entry[1] === "number");
    this.#append(this.#lastStep, grouped("final", Object.fromEntries(numbers), []), nowMs);
    this.#file.close();
  }

  #append(step: number, scalars: Record<string, number | null>, nowMs: number): void {
    this.#lastStep = Math.max(this.#lastStep, step);
    this.#file.append({ wallTime: nowMs / 1000, step, scalars });
  }
}

function rowsOf(run: string, name: string): ReturnType<typeof decodeRow>[] {
  const path = join(run, name);
  return readWholeLines(path).map((line, i) => decodeRow(line, `${path}:${i + 1}`));
}
