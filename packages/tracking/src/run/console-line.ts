import { redactUrl } from "@intentsmith/core";

/** UTC time to the microsecond without a zone, as the W&B console has it: `2026-11-23T01:40:40.792000`. */
export function consoleTimestamp(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, -1)}000`;
}

/** The lines of `output.log` for a text: time first, credentials out, colour codes out, one line each. */
export function consoleLines(text: string, timeMs: number): string[] {
  const plain = redactUrl(text).replaceAll(ansiSequence, "");
  return plain
    .replace(/\n$/, "")
    .split(/\r?\n/)
    .map((line) => `${consoleTimestamp(timeMs)} ${line}`);
}

const ansiSequence = new RegExp(`${String.fromCodePoint(27)}\\[[0-9;?]*[A-Za-z]`, "g");
