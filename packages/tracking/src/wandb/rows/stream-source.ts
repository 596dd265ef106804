import { join } from "node:path";
import type { FinalMetrics } from "../../run/final-metrics.ts";
import { HistoryReader } from "./history-reader.ts";
import { LineTail } from "./line-tail.ts";
import { RunSummary } from "./run-summary.ts";
import { wandbJson } from "../api/wandb-json.ts";

/** Longer console lines are cut: W&B refuses lines of 10 MiB, and a request holds many. */
const maxConsoleLineCharacters = 100_000;

/**
 * What a run's folder has for the stream, read once from start to end. Rows that the server has already still count
 * towards the summary.
 */
export class StreamSource {
  readonly #history: HistoryReader;
  readonly #console: LineTail | undefined;
  readonly #summary: RunSummary = new RunSummary();
  #skipRows = 0;
  #skipLines = 0;
  #mayHaveMore = false;

  constructor(run: string, sendConsole: boolean) {
    this.#history = new HistoryReader(run);
    this.#console = sendConsole ? new LineTail(join(run, "output.log")) : undefined;
  }

  /** Leaves out what the server has. To be called before the first `read`. */
  skip(sent: { historyRows: number; consoleLines: number }): void {
    this.#skipRows = sent.historyRows;
    this.#skipLines = sent.consoleLines;
  }

  /** New history rows and console lines as the stream sends them, about 1 MiB of each at most. */
  read(final: boolean): { history: string[]; console: string[] } {
    for (;;) {
      const rows = this.#history.read(final);
      const lines = this.#console?.read() ?? [];
      this.#mayHaveMore = this.#history.mayHaveMore || (this.#console?.mayHaveMore ?? false);
      for (const row of rows) this.#summary.add(row);
      const newRows = rows.slice(this.#skipRows);
      const newLines = lines.slice(this.#skipLines);
      this.#skipRows -= rows.length - newRows.length;
      this.#skipLines -= lines.length - newLines.length;
      if (newRows.length === 0 && newLines.length === 0 && this.#mayHaveMore) continue;
      return {
        history: newRows.map(wandbJson),
        console: newLines.map((line) => line.slice(0, maxConsoleLineCharacters)),
      };
    }
  }

  /** Whether the last `read` stopped short of the files' ends. */
  get mayHaveMore(): boolean {
    return this.#mayHaveMore;
  }

  /** To be called when nothing more will come. */
  addFinal(metrics: FinalMetrics): void {
    this.#summary.addFinal(this.#history.latestEvaluations);
    this.#summary.addFinal(metrics);
  }

  get summaryLine(): string {
    return this.#summary.toLine();
  }

  get step(): number {
    return this.#summary.step;
  }
}
