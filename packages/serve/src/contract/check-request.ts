import type { z } from "zod";
import { RequestError } from "./request-error.ts";

/**
 * Checks a body against its schema. The message names the field, never the value: values are people's texts.
 * @throws REQUEST_INVALID.
 */
export function checkRequest<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const issue = result.error.issues[0] as z.core.$ZodIssue;
  const place = issue.path.length === 0 ? "the body" : issue.path.map(String).join(".").slice(0, 100);
  if (issue.code === "unrecognized_keys") {
    const key = JSON.stringify(String(issue.keys[0]).slice(0, 50));
    throw new RequestError("REQUEST_INVALID", `${place}: unknown field ${key}`);
  }
  const message = issue.message.startsWith("expected") ? issue.message : issue.message.toLowerCase();
  throw new RequestError("REQUEST_INVALID", `${place}: ${message}`);
}

export interface TextLimits {
  /** Most characters of a text. */
  textCharacters: number;
  /** Most texts of a request. */
  texts: number;
}

/** @throws BATCH_TOO_LARGE, TEXT_TOO_LONG, TEXT_EMPTY (only with `refuseEmpty`), REQUEST_INVALID for no texts. */
export function checkTexts(
  texts: readonly string[],
  limits: TextLimits,
  options: { refuseEmpty?: boolean } = {},
): void {
  if (texts.length === 0) throw new RequestError("REQUEST_INVALID", "no texts: at least one is expected");
  if (texts.length > limits.texts) {
    throw new RequestError("BATCH_TOO_LARGE", `${texts.length} texts, at most ${limits.texts} in one request`);
  }
  for (const [i, text] of texts.entries()) {
    if (text.length > limits.textCharacters) {
      const message = `text ${i + 1} has ${text.length} characters, at most ${limits.textCharacters} are taken`;
      throw new RequestError("TEXT_TOO_LONG", message);
    }
    if (options.refuseEmpty === true && text.trim() === "") throw new RequestError("TEXT_EMPTY", "the text is empty");
  }
}
