import type { Logger } from "@intentsmith/core";
import { driftColumns, driftReport, type DriftColumn, type DriftReport } from "./drift-report.ts";
import { referenceOf, type Observation, type Reference } from "./reference.ts";

/** Answers of a window: two of them that begin after a change end within 1,000. */
export const windowTexts = 300;

/** Answers that a reference is made of where the folder carries none. */
const learnedTexts = 1000;

export interface DriftMonitorOptions {
  logger: Logger;
  /** A window is full. */
  onReport: (report: DriftReport, alarms: readonly DriftColumn[]) => void;
  now?: () => number;
}

/**
 * Compares full windows of answers with the reference of the version that gave them. A column is an alarm when it changed
 * in two windows running: one that comes and goes is not. A new version begins anew.
 */
export class DriftMonitor {
  readonly #options: Required<DriftMonitorOptions>;
  #version = "";
  #reference: Reference | undefined;
  #learned = false;
  #seen: Observation[] = [];
  #fromMs = 0;
  #before: readonly DriftColumn[] = [];
  #alarms: readonly DriftColumn[] = [];
  #last: DriftReport | undefined;

  constructor(options: DriftMonitorOptions) {
    this.#options = { now: Date.now, ...options };
  }

  /** From now on answers of this version count. */
  watch(version: string, reference: Reference | undefined): void {
    if (version === this.#version) return;
    this.#version = version;
    this.#reference = reference;
    this.#learned = false;
    this.#seen = [];
    [this.#before, this.#alarms, this.#last] = [[], [], undefined];
  }

  /** Columns that have changed in the last two windows. */
  get alarms(): readonly DriftColumn[] {
    return this.#alarms;
  }

  get last(): DriftReport | undefined {
    return this.#last;
  }

  /** What the next window, or the reference, still lacks. */
  get progress(): { texts: number; of: number; learning: boolean; learned: boolean } {
    const learning = this.#reference === undefined;
    const of = learning ? learnedTexts : windowTexts;
    return { texts: this.#seen.length, of, learning, learned: this.#learned };
  }

  add(version: string, seen: readonly Observation[]): void {
    if (version !== this.#version) return;
    for (const one of seen) {
      if (this.#seen.length === 0) this.#fromMs = this.#options.now();
      this.#seen.push(one);
      if (this.#reference === undefined) this.#learn();
      else if (this.#seen.length >= windowTexts) this.#close(this.#reference);
    }
  }

  #learn(): void {
    if (this.#seen.length < learnedTexts) return;
    this.#reference = referenceOf(this.#seen);
    this.#learned = true;
    this.#seen = [];
    this.#options.logger.info(`drift: the first ${learnedTexts} answers are the reference: the folder has no baseline`);
  }

  #close(reference: Reference): void {
    const about = { modelVersion: this.#version, fromMs: this.#fromMs, toMs: this.#options.now() };
    const report = driftReport(reference, this.#seen, about);
    this.#seen = [];
    const changed = driftColumns.filter((name) => report.columns[name].changed);
    const alarms = changed.filter((name) => this.#before.includes(name));
    this.#before = changed;
    const added = alarms.filter((name) => !this.#alarms.includes(name));
    if (added.length > 0) {
      const what = added.map((name) => `${name} (${report.columns[name].effect.toFixed(2)})`).join(", ");
      this.#options.logger.warn(`drift: ${what} changed in two windows of ${windowTexts} answers running`);
    } else if (alarms.length === 0 && this.#alarms.length > 0) {
      this.#options.logger.info("drift: what was changed is as before again");
    }
    this.#alarms = alarms;
    this.#last = report;
    this.#options.onReport(report, alarms);
  }
}
