import type { z } from "zod";
import { turnsOf } from "./conversation.ts";
import { RequestError } from "./request-error.ts";
import type { ConversationInput } from "./schemas.ts";

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
  /** Most earlier turns of a text. */
  turns: number;
  /** Most texts of a request. */
  texts: number;
}

/** @throws BATCH_TOO_LARGE, TEXT_TOO_LONG, TEXT_EMPTY (only with `refuseEmpty`), REQUEST_INVALID for no texts. */
export function checkTexts(
  texts: readonly ConversationInput[],
  limits: TextLimits,
  options: { refuseEmpty?: boolean } = {},
): void {
  if (texts.length === 0) throw new RequestError("REQUEST_INVALID", "no texts: at least one is expected");
  if (texts.length > limits.texts) {
    throw new RequestError("BATCH_TOO_LARGE", `${texts.length} texts, at most ${limits.texts} in one request`);
  }
  for (const [i, input] of texts.entries()) {
    const turns = turnsOf(input);
    const longest = Math.max(...turns.map(({ length }) => length));
    if (longest > limits.textCharacters) {
      const message = `text ${i + 1} has ${longest} characters, at most ${limits.textCharacters} are taken`;
      throw new RequestError("TEXT_TOO_LONG", message);
    }
    if (turns.length - 1 > limits.turns) {
      const message = `text ${i + 1} has ${turns.length - 1} earlier turns, at most ${limits.turns} are taken`;
      throw new RequestError("BATCH_TOO_LARGE", message);
    }
    if (options.refuseEmpty === true && turns[0]?.trim() === "") {
      throw new RequestError("TEXT_EMPTY", "the text is empty");
    }
  }
}
