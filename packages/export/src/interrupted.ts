/** Thrown when a signal ended an export; nothing of it is left. The command exits 130 (SIGINT) or 143 (SIGTERM). */
export class ExportInterrupted extends Error {
  override readonly name = "ExportInterrupted";
  readonly signal: "SIGINT" | "SIGTERM";

  constructor(signal: "SIGINT" | "SIGTERM") {
    super("interrupted; nothing was written");
    this.signal = signal;
  }
}

/**
 * Lets signals act, which they cannot while the runtime works, and stops if one came: an aborted signal's reason is "SIGINT" or
 * "SIGTERM". @throws ExportInterrupted
 */
export async function stopIfInterrupted(signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return;
  await new Promise((turn) => setImmediate(turn));
  if (signal.aborted) throw new ExportInterrupted(signal.reason === "SIGTERM" ? "SIGTERM" : "SIGINT");
}
