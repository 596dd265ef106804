import { IntentsmithError, type Spoken } from "@intentsmith/core/web";
import type { ClassifyOptions } from "./classify-options.ts";

/** A text; a text with who says it and what was said before it; or turns as the model reads them, the text first. */
export type ClassifyInput = string | Spoken | readonly string[];

/**
 * What `classify` was given, as a list of texts with what was said before them.
 * @param turns whether an entry of the list may be the turns of a conversation
 * @throws ARGUMENT_INVALID unless it is a text, one with its context, or a list of such
 */
export function spokenOf(given: unknown, turns: boolean): { inputs: Spoken[]; single: boolean } {
  if (typeof given === "string" || isObject(given)) return { inputs: [spoken(given, "the text", turns)], single: true };
  if (!Array.isArray(given)) {
    throw invalid(`classify: a text or an array of texts expected, received ${describe(given)}`, 'classify(["…"])');
  }
  // Array.from visits holes of a sparse array, too
  return { inputs: Array.from(given, (entry, at) => spoken(entry, `texts[${at}]`, turns)), single: false };
}

function spoken(given: unknown, where: string, turns: boolean): Spoken {
  if (typeof given === "string") return { text: given };
  if (isObject(given)) return checkSpoken(given, where);
  if (!isTurns(given)) throw invalid(`classify: ${where}: a string expected, received ${describe(given)}`);
  if (!turns) {
    const message = `classify: ${where}: a string expected, received turns`;
    throw invalid(message, "This model was trained without data.context: give it the text alone.");
  }
  const [text, ...earlier] = given;
  return { text, context: earlier.reverse().map((turn) => ({ text: turn })) };
}

function checkSpoken(given: Record<string, unknown>, where: string): Spoken {
  checkTurn(given, where, ["text", "role", "context"]);
  const { context = [] } = given;
  if (!Array.isArray(context))
    throw invalid(`classify: ${where}.context: a list expected, received ${describe(context)}`);
  for (const [at, turn] of context.entries()) {
    const place = `${where}.context[${at}]`;
    if (!isObject(turn)) throw invalid(`classify: ${place}: {text, role} expected, received ${describe(turn)}`);
    checkTurn(turn, place, ["text", "role"]);
  }
  return given as unknown as Spoken;
}

function checkTurn(turn: Record<string, unknown>, where: string, known: readonly string[]): void {
  const unknown = Object.keys(turn).find((key) => !known.includes(key));
  if (unknown !== undefined) throw invalid(`classify: ${where}: ${known.join(", ")} expected, received "${unknown}"`);
  const { text, role = "" } = turn;
  if (typeof text !== "string") throw invalid(`classify: ${where}.text: a string expected, received ${describe(text)}`);
  if (typeof role !== "string") throw invalid(`classify: ${where}.role: a string expected, received ${describe(role)}`);
}

/** The text to classify, then earlier turns, the newest first. */
function isTurns(value: unknown): value is readonly [string, ...string[]] {
  return Array.isArray(value) && value.length > 0 && value.every((turn) => typeof turn === "string");
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const leastOf: Record<keyof ClassifyOptions, number> = { top: 1, nearest: 0 };

/** @throws ARGUMENT_INVALID for an unknown option, or one that is no whole number from its least on. */
export function checkOptions(options: ClassifyOptions): ClassifyOptions {
  if (typeof options !== "object" || options === null) {
    throw invalid(`classify: options: an object expected, received ${describe(options)}`);
  }
  for (const [key, value] of Object.entries(options)) {
    const least = Object.hasOwn(leastOf, key) ? leastOf[key as keyof ClassifyOptions] : undefined;
    if (least === undefined) throw invalid(`classify: options: "top" or "nearest" expected, received "${key}"`);
    if (value !== undefined && !(Number.isInteger(value) && value >= least)) {
      throw invalid(`classify: options.${key}: a whole number from ${least} on expected, received ${describe(value)}`);
    }
  }
  return options;
}

export function released(): IntentsmithError {
  return invalid("classify: this classifier was released", "Load it again with IntentClassifier.load.");
}

function invalid(message: string, hint = "See the card of @intentsmith/classifier."): IntentsmithError {
  return new IntentsmithError("ARGUMENT_INVALID", message, { hint });
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return Array.isArray(value) ? "an array" : `a value of type ${typeof value}`;
}
