import type { FinalMetrics } from "../../run/final-metrics.ts";
import type { HistoryRow } from "./history-reader.ts";
import { wandbJson } from "../api/wandb-json.ts";

/** The last value of every key so far: what W&B shows in its table of runs. */
export class RunSummary {
  #values: Record<string, number | string | null> = {};

  add(row: HistoryRow): void {
    Object.assign(this.#values, row);
  }

  addFinal(metrics: FinalMetrics): void {
    Object.assign(this.#values, metrics);
  }

  /** The last step, 0 if there was none. */
  get step(): number {
    return Number(this.#values["_step"] ?? 0);
  }

  /** Entries in the order they first came up. */
  entries(): [string, unknown][] {
    const runtime = Math.floor(Number(this.#values["_runtime"] ?? 0));
    return [...Object.entries(this.#values), ["_wandb", { runtime }]];
  }

  /** The summary as the one line that the stream sends. */
  toLine(): string {
    return wandbJson(Object.fromEntries(this.entries()));
  }
}
