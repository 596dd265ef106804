import { join } from "node:path";
import { evaluationNames, evaluationPath, parseEvaluationLine } from "../../run/evaluation-csv.ts";
import { decodeRow } from "../../run/metrics-row.ts";
import { LineTail } from "./line-tail.ts";

/** A row for Weights & Biases: metrics, timing and evaluations of one step, with `_step`, `_timestamp`, `_runtime`. */
export type HistoryRow = Record<string, number | null>;

/**
 * Joins the run folder's files into one row a step, in the order of `metrics.jsonl`. A row is ready when the next
 * step's metrics are there (or nothing more will come): until then its timing and evaluations may still be written.
 */
export class HistoryReader {
  readonly #run: string;
  readonly #metrics: LineTail;
  readonly #timingTail: LineTail;
  readonly #timing: Map<number, Record<string, number | null>> = new Map();
  readonly #evaluationTails: Map<string, { tail: LineTail; header: string | undefined }> = new Map();
  readonly #evaluations: Map<number, Record<string, number>> = new Map();
  readonly #latestEvaluations: Record<string, number> = {};
  #waiting: HistoryRow[] = [];
  #lineNumber = 0;

  constructor(run: string) {
    this.#run = run;
    this.#metrics = new LineTail(join(run, "metrics.jsonl"));
    this.#timingTail = new LineTail(join(run, "timing.jsonl"));
  }

  /** The next rows, about 1 MiB of metrics at most; `final` gives out the last row too. */
  read(final: boolean): HistoryRow[] {
    for (const line of this.#metrics.read()) {
      this.#waiting.push(decodeRow(line, `metrics.jsonl:${++this.#lineNumber}`));
    }
    // The metrics of a later step were read first, so whatever belongs to an earlier one is on disk by now.
    for (const line of this.#timingTail.readAll()) {
      const row = decodeRow(line, "timing.jsonl");
      this.#timing.set(row.step, row);
    }
    this.#readEvaluations();
    const ready = final ? this.#waiting : this.#waiting.slice(0, -1);
    this.#waiting = final ? [] : this.#waiting.slice(-1);
    return ready.map((row) => this.#join(row));
  }

  /** Whether the last `read` stopped short of the file's end. */
  get mayHaveMore(): boolean {
    return this.#metrics.mayHaveMore;
  }

  /** The last values of all evaluations, those included that belong to no step's row (made before or after training). */
  get latestEvaluations(): Readonly<Record<string, number>> {
    return this.#latestEvaluations;
  }

  #join(metrics: HistoryRow): HistoryRow {
    const step = metrics["step"] ?? 0;
    const { step: _, timestamp, runtime, ...timing } = this.#timing.get(step) ?? {};
    const evaluations = this.#evaluations.get(step);
    this.#timing.delete(step);
    this.#evaluations.delete(step);
    const { step: __, ...values } = metrics;
    return {
      ...values,
      ...timing,
      ...evaluations,
      ...(timestamp === undefined ? {} : { _timestamp: timestamp }),
      ...(runtime === undefined ? {} : { _runtime: runtime }),
      _step: step,
    };
  }

  #readEvaluations(): void {
    for (const name of evaluationNames(this.#run)) {
      let file = this.#evaluationTails.get(name);
      if (file === undefined) {
        file = { tail: new LineTail(evaluationPath(this.#run, name)), header: undefined };
        this.#evaluationTails.set(name, file);
      }
      for (const line of file.tail.readAll()) {
        if (file.header === undefined) file.header = line;
        else this.#addEvaluation(name, parseEvaluationLine(file.header, line));
      }
    }
  }

  #addEvaluation(name: string, row: Record<string, number>): void {
    const { epoch: _, steps = 0, ...metrics } = row;
    const named = Object.fromEntries(Object.entries(metrics).map(([key, value]) => [`${name}/${key}`, value]));
    Object.assign(this.#latestEvaluations, named);
    this.#evaluations.set(steps, { ...this.#evaluations.get(steps), ...named });
  }
}
