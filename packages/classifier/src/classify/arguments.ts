import { IntentsmithError } from "@intentsmith/core/web";
import type { EncoderInput } from "@intentsmith/model/web";
import type { ClassifyOptions } from "./classify-options.ts";

/**
 * @param turns whether an entry of the list may be the turns of a conversation
 * @throws ARGUMENT_INVALID unless it is a text or a list of texts (or turns)
 */
export function checkTexts(texts: unknown, turns: boolean): asserts texts is string | readonly EncoderInput[] {
  if (typeof texts === "string") return;
  if (!Array.isArray(texts)) {
    throw invalid(`classify: a text or an array of texts expected, received ${describe(texts)}`, 'classify(["…"])');
  }
  const at = texts.findIndex((text) => typeof text !== "string" && !isTurns(text));
  // findIndex visits holes of a sparse array, too
  if (at >= 0) throw invalid(`classify: texts[${at}]: a string expected, received ${describe(texts[at])}`);
  const conversation = turns ? -1 : texts.findIndex((text) => typeof text !== "string");
  if (conversation >= 0) {
    const message = `classify: texts[${conversation}]: a string expected, received turns`;
    throw invalid(message, "This model was trained without data.context: give it the text alone.");
  }
}

const leastOf: Record<keyof ClassifyOptions, number> = { top: 1, nearest: 0 };

/** The text to classify, then earlier turns. */
function isTurns(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((turn) => typeof turn === "string");
}

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
