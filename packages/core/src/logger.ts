import { printable, printableLines } from "./printable.ts";

/** Messages for people. Machines read stdout; everything here goes to stderr. */
export interface Logger {
  info(message: string): void;
  warn(message: string): void;
  /** A line that replaces itself on a terminal (progress); elsewhere it is printed at most every ten seconds. */
  progress(message: string): void;
}

/** A logger on a stream (stderr by default) that no message can steer. `quiet` keeps only warnings. */
export function createLogger(
  options: {
    stream?: NodeJS.WritableStream & { isTTY?: boolean; columns?: number };
    quiet?: boolean;
    now?: () => number;
  } = {},
): Logger {
  const { stream = process.stderr, quiet = false, now = Date.now } = options;
  let progressShown = false;
  let lastProgress = -Infinity;
  const line = (text: string): void => {
    stream.write(`${progressShown ? "\r\u001B[2K" : ""}${printableLines(text)}\n`);
    progressShown = false;
  };
  return {
    info: (message) => {
      if (!quiet) line(message);
    },
    warn: (message) => line(`warning: ${message}`),
    progress: (message) => {
      if (quiet) return;
      if (stream.isTTY === true) {
        stream.write(`\r\u001B[2K${printable(message).slice(0, (stream.columns ?? 120) - 1)}`);
        progressShown = true;
      } else if (now() - lastProgress >= 10_000) {
        lastProgress = now();
        line(message);
      }
    },
  };
}

/** A logger that says nothing: for tests and for library users who want silence. */
export const silentLogger: Logger = { info: () => {}, warn: () => {}, progress: () => {} };
