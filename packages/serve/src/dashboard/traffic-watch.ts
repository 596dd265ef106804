import { randomUUID } from "node:crypto";
import type { Logger } from "@intentsmith/core";
import { DriftMonitor } from "../drift/drift-monitor.ts";
import type { DriftColumn, DriftReport } from "../drift/drift-report.ts";
import { liveAccuracy, type LiveAccuracy } from "../drift/live-accuracy.ts";
import { observationsOf } from "../drift/observations.ts";
import type { Reference } from "../drift/reference.ts";
import type { Answered } from "../store/answer-rows.ts";
import type { RequestStore } from "../store/request-store.ts";

/** Windows that are kept in memory and shown. */
const shownWindows = 200;
const accuracyEveryMs = 60_000;
const accuracyDays = 30;

export interface TrafficWindow extends DriftReport {
  alarms: readonly DriftColumn[];
}

/** The model that answers at the moment. */
export interface WatchedModel {
  version: string;
  reference: Reference | undefined;
}

export interface TrafficWatchOptions {
  store: RequestStore | undefined;
  logger: Logger;
  model: () => WatchedModel;
}

/** What goes through the service, in windows: drift, estimated accuracy, accuracy from feedback. */
export class TrafficWatch {
  readonly #options: TrafficWatchOptions;
  readonly #monitor: DriftMonitor;
  readonly #timer: NodeJS.Timeout;
  #windows: TrafficWindow[] = [];
  #accuracy: LiveAccuracy | undefined;

  constructor(options: TrafficWatchOptions) {
    this.#options = options;
    this.#monitor = new DriftMonitor({
      logger: options.logger,
      onReport: (report, alarms) => this.#keep({ ...report, alarms }),
    });
    this.#timer = setInterval(() => void this.measureAccuracy(), accuracyEveryMs);
    this.#timer.unref();
  }

  /** Oldest first. */
  get windows(): readonly TrafficWindow[] {
    return this.#windows;
  }

  get accuracy(): LiveAccuracy | undefined {
    return this.#accuracy;
  }

  get alarms(): readonly DriftColumn[] {
    return this.#monitor.alarms;
  }

  get progress(): DriftMonitor["progress"] {
    return this.#monitor.progress;
  }

  /** Reads the windows of before; without a database there are none. */
  async readEarlier(): Promise<void> {
    const rows = await this.#options.store
      ?.read((database) =>
        database.selectFrom("windows").select("report").orderBy("at_ms", "desc").limit(shownWindows).execute(),
      )
      .catch(() => []);
    const earlier = (rows ?? []).map(({ report }) => JSON.parse(report) as TrafficWindow).reverse();
    this.#windows = [...earlier, ...this.#windows].slice(-shownWindows);
  }

  add(answered: Pick<Answered, "inputs" | "results" | "ms" | "modelVersion">): void {
    const { version, reference } = this.#options.model();
    this.#monitor.watch(version, reference);
    this.#monitor.add(answered.modelVersion, observationsOf(answered));
  }

  /** Counts feedback anew. Without a database nothing happens. */
  async measureAccuracy(): Promise<void> {
    const { store, logger } = this.#options;
    const { version: modelVersion, reference } = this.#options.model();
    const known = reference?.right === undefined ? {} : { referenceAccuracy: reference.right / reference.texts };
    const before = this.#accuracy;
    try {
      const sinceMs = Date.now() - accuracyDays * 86_400_000;
      this.#accuracy = await store?.read((database) => liveAccuracy(database, { modelVersion, sinceMs, ...known }));
    } catch {
      // The store has said that its database is away.
      return;
    }
    const { dropped = false, right = 0, total = 0 } = this.#accuracy ?? {};
    if (dropped && before?.dropped !== true) {
      logger.warn(`accuracy: ${right} of ${total} answers with feedback were right, clearly less than when exported`);
    }
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #keep(window: TrafficWindow): void {
    this.#windows = [...this.#windows, window].slice(-shownWindows);
    this.#options.store?.addWindow({
      id: randomUUID(),
      at_ms: window.toMs,
      model_version: window.modelVersion,
      report: JSON.stringify(window),
    });
  }
}
