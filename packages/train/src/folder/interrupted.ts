/** Thrown when a signal ended a run after a checkpoint was written; the command exits 130 (SIGINT) or 143 (SIGTERM). */
export class TrainingInterrupted extends Error {
  override readonly name = "TrainingInterrupted";
  readonly signal: "SIGINT" | "SIGTERM";
  readonly runDirectory: string;
  /** Steps done. */
  readonly step: number;

  constructor(signal: "SIGINT" | "SIGTERM", runDirectory: string, step: number, advice?: string) {
    super(`interrupted after step ${step}; ${advice ?? `resume with: intentsmith train --resume ${runDirectory}`}`);
    this.signal = signal;
    this.runDirectory = runDirectory;
    this.step = step;
  }
}

/** The interruption that an aborted signal (reason "SIGINT" or "SIGTERM") stands for, in work that goes on by itself. */
export function interruptedBy(signal: AbortSignal, place: string, step: number): TrainingInterrupted {
  const name = signal.reason === "SIGTERM" ? "SIGTERM" : "SIGINT";
  return new TrainingInterrupted(name, place, step, "run the same command again to go on");
}
