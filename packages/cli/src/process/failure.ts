import { IntentsmithError, messageOf, type ErrorCode, systemErrorCode, writeFailed } from "@intentsmith/core";

/** What a person reads when a command fails, and the exit code: one message, what to do, no stack trace. */
export function describeFailure(thrown: unknown): { text: string; exitCode: number } {
  if (isInterrupted(thrown)) {
    return { text: thrown.message, exitCode: thrown.signal === "SIGINT" ? 130 : 143 };
  }
  const error = thrown instanceof IntentsmithError ? thrown : wrapped(thrown);
  const hint = error.hint ?? usualHints[error.code];
  const text = `error ${error.code}: ${error.message}${hint === undefined ? "" : `\nhint: ${hint}`}`;
  return { text, exitCode: error.exitCode };
}

/** By its name: the classes themselves would load trainer and exporter into every command. */
function isInterrupted(thrown: unknown): thrown is Error & { signal: "SIGINT" | "SIGTERM" } {
  return thrown instanceof Error && /^(Training|Export|Prediction)Interrupted$/.test(thrown.name);
}

/** What to do about an error that does not say so itself. */
const usualHints: Partial<Record<ErrorCode, string>> = {
  FILE_NOT_FOUND: "Check the path; relative paths start from the folder you run the command in.",
  FILE_MALFORMED: "Mend the file there, or fetch it again.",
  ARGUMENT_INVALID: "--help after the command shows what can be given.",
  MODEL_MALFORMED: "The folder may be damaged or cut short: copy or fetch the model again.",
  MODEL_UNSUPPORTED: "Use an encoder of the all-MiniLM family, or another BERT in sentence-transformers layout.",
  TOKENIZER_MALFORMED: "The folder may be damaged or cut short: copy or fetch the model again.",
  GRAPH_INVALID: "This should not happen: please report it with the output of the same command and --debug.",
  INTERNAL: "This should not happen: please report it with the output of the same command and --debug.",
};

/** The stack traces of an error and of everything underneath it, for `--debug`. */
export function stackTraces(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const cause = thrown.cause === undefined ? "" : `\ncaused by: ${stackTraces(thrown.cause)}`;
  return `${thrown.stack ?? thrown.message}${cause}`;
}

function wrapped(thrown: unknown): IntentsmithError {
  const code = systemErrorCode(thrown);
  if (code !== undefined && /^(ENOSPC|EACCES|EPERM|EROFS|EMFILE|ENOTDIR|EISDIR|EIO|EDQUOT)$/.test(code)) {
    return writeFailed((thrown as NodeJS.ErrnoException).path ?? "the file", thrown);
  }
  const message = messageOf(thrown);
  if (thrown instanceof RangeError && /allocation failed|Invalid (array|string) length/.test(message)) {
    return new IntentsmithError("ENGINE_FAILED", `memory ran out: ${message}`, {
      hint: "Use smaller batches (train.sampler) or a smaller file.",
      cause: thrown,
    });
  }
  return new IntentsmithError("INTERNAL", message, {
    hint: "This should not happen: please report it with the output of the same command and --debug.",
    cause: thrown,
  });
}
