import type { Logger } from "@intentsmith/core";

const signals = ["SIGINT", "SIGTERM"] as const;

/**
 * Runs work that can stop in an orderly way: the first SIGINT or SIGTERM aborts the signal with its name as the reason.
 * From then on Node's own handlers are back, so a second one ends the process at once, in the middle of a step too.
 */
export async function interruptible<Result>(
  logger: Logger,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const stop = (name: NodeJS.Signals): void => {
    release();
    logger.info(`${name}: finishing the step and writing a checkpoint; a second time ends at once`);
    controller.abort(name);
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
