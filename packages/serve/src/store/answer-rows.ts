import { charactersOf, textOf, turnsOf } from "../contract/conversation.ts";
import type { ConversationInput } from "../contract/schemas.ts";
import type { Answer } from "../engine/messages.ts";
import { redactText } from "./redact-text.ts";
import type { RequestRow } from "./tables.ts";

/** A request that was answered, with what it was about. */
export interface Answered {
  requestId: string;
  /** Empty where no key is asked for. */
  keyId: string;
  route: string;
  modelVersion: string;
  atMs: number;
  ms: number;
  inputs: readonly ConversationInput[];
  results: readonly Answer[];
}

/** Whether texts are kept: not at all, redacted, as they came. */
export type TextStorage = "off" | "redacted" | "full";

/** A row for each text. */
export function answerRows(answered: Answered, text: TextStorage): RequestRow[] {
  const { requestId, keyId, route, modelVersion, atMs, ms, inputs, results } = answered;
  return results.map((answer, position) => {
    const input = inputs[position] as ConversationInput;
    return {
      key_id: keyId,
      request_id: requestId,
      position,
      at_ms: atMs,
      route,
      model_version: modelVersion,
      label: answer.label,
      would_be: answer.wouldBe,
      score: answer.score,
      probability: answer.probability,
      abstained: answer.abstained ? 1 : 0,
      characters: charactersOf(textOf(input)),
      tokens: answer.tokens,
      unknown_tokens: answer.unknownTokens,
      ms,
      turns: text === "off" ? null : keptTurns(input, text),
    };
  });
}

function keptTurns(input: ConversationInput, text: "redacted" | "full"): string {
  const [last = "", ...earlier] = turnsOf(input);
  const turns = [...earlier, last];
  return JSON.stringify(text === "full" ? turns : turns.map(redactText));
}
