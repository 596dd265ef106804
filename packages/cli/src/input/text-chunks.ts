import { createReadStream } from "node:fs";
import { IntentsmithError, messageOf, systemErrorCode } from "@intentsmith/core";

/**
 * The text of a file in UTF-8, in pieces, without a byte-order mark: what is held does not grow with the file.
 * @throws FILE_NOT_FOUND; FILE_MALFORMED for bytes that are no such text.
 */
export async function* textChunks(path: string): AsyncIterable<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for await (const bytes of readable(path)) {
    const text = decode(() => decoder.decode(bytes, { stream: true }), path);
    if (text.includes("\0")) throw malformed(path, "it holds NUL bytes: is it a binary file?");
    if (text !== "") yield text;
  }
  decode(() => decoder.decode(), path);
}

/** The text of bytes in UTF-8, without a byte-order mark. @throws FILE_MALFORMED for bytes that are no such text. */
export function utf8Text(bytes: Uint8Array, path: string): string {
  const text = decode(() => new TextDecoder("utf-8", { fatal: true }).decode(bytes), path);
  if (text.includes("\0")) throw malformed(path, "it holds NUL bytes: is it a binary file?");
  return text;
}

/** The lines of a text that comes in pieces, without their ends. */
export async function* linesOf(chunks: AsyncIterable<string>): AsyncIterable<string> {
  let rest = "";
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split(/\r?\n/);
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
}

async function* readable(path: string): AsyncIterable<Uint8Array> {
  try {
    yield* createReadStream(path) as AsyncIterable<Uint8Array>;
  } catch (cause) {
    const reason = systemErrorCode(cause) === "ENOENT" ? "no such file" : messageOf(cause);
    throw new IntentsmithError("FILE_NOT_FOUND", `${path}: cannot read the texts: ${reason}`, {
      hint: "Check the path; relative paths start from the folder you run the command in.",
      cause,
    });
  }
}

function decode(run: () => string, path: string): string {
  try {
    return run();
  } catch (cause) {
    throw malformed(path, "it is not UTF-8 text", cause);
  }
}

function malformed(path: string, reason: string, cause?: unknown): IntentsmithError {
  return new IntentsmithError("FILE_MALFORMED", `${path}: ${reason}`, { hint: "Save it as text in UTF-8.", cause });
}
