import type { Logger } from "@intentsmith/core";

const signals = ["SIGINT", "SIGTERM"] as const;

/** A signal to a whole process group reaches this process twice: from the sender, and passed on by npm's wrapper. */
const sameSignalMs = 500;

/**
 * Runs work that can stop in an orderly way: the first SIGINT or SIGTERM aborts the signal with its name as the reason, and
 * `finishing` is said.
 * A second one, unless it comes within half a second, ends the process at once, in the middle of a step too.
 */
export async function interruptible<Result>(
  logger: Logger,
  work: (signal: AbortSignal) => Promise<Result>,
  finishing = "finishing the step and writing a checkpoint",
): Promise<Result> {
  const controller = new AbortController();
  let firstAtMs: number | undefined;
  const stop = (name: NodeJS.Signals): void => {
    if (firstAtMs === undefined) {
      firstAtMs = Date.now();
      logger.info(`${name}: ${finishing}; a second time ends at once`);
      controller.abort(name);
    } else if (Date.now() - firstAtMs > sameSignalMs) {
      release();
      process.kill(process.pid, name);
    }
  };
  const release = (): void => {
    for (const name of signals) process.off(name, stop);
  };
  for (const name of signals) process.on(name, stop);
  try {
    return await work(controller.signal);
  } finally {
    release();
  }
}
