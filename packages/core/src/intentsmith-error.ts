import { errorCodes, type ErrorCode, type ExitCode } from "./error-codes.ts";

export interface IntentsmithErrorOptions {
  /** What the reader can do about it, as an imperative sentence. */
  hint?: string;
  /** The error underneath, kept for `--debug`. */
  cause?: unknown;
}

/**
 * The one error class that crosses package borders. The message reads: where · expected · received; `hint` says
 * what to do. `exitCode` comes from the table in `error-codes.ts`.
 */
export class IntentsmithError extends Error {
  override readonly name = "IntentsmithError";
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: IntentsmithErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
  }

  get exitCode(): ExitCode {
    return errorCodes[this.code].exitCode;
  }
}

/** The message of anything that was thrown, on one line. */
export function messageOf(thrown: unknown): string {
  return (thrown instanceof Error ? thrown.message : String(thrown)).replaceAll(/\s*\n\s*/g, " ");
}

/** The `code` of a Node system error (`ENOENT`, `ENOSPC`, …), if it is one. */
export function systemErrorCode(thrown: unknown): string | undefined {
  return thrown instanceof Error && "code" in thrown && typeof thrown.code === "string" ? thrown.code : undefined;
}
