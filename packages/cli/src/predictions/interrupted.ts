/** Thrown when a signal ended work that leaves nothing behind; the command exits 130 (SIGINT) or 143 (SIGTERM). */
export class PredictionInterrupted extends Error {
  override readonly name = "PredictionInterrupted";
  readonly signal: "SIGINT" | "SIGTERM";

  /** aborted: its reason is the signal's name. */
  constructor(aborted: AbortSignal, message: string) {
    super(message);
    this.signal = aborted.reason === "SIGTERM" ? "SIGTERM" : "SIGINT";
  }
}
