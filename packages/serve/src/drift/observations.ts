import type { Answered } from "../store/answer-rows.ts";
import { charactersOf, textOf } from "../contract/conversation.ts";
import type { ConversationInput } from "../contract/schemas.ts";
import type { Observation } from "./reference.ts";

/** What of a request's answers drift is measured on. */
export function observationsOf({ inputs, results, ms }: Pick<Answered, "inputs" | "results" | "ms">): Observation[] {
  return results.map((answer, i) => ({
    label: answer.wouldBe,
    score: answer.score,
    probability: answer.probability,
    abstained: answer.abstained,
    characters: charactersOf(textOf(inputs[i] as ConversationInput)),
    // [CLS] and [SEP] are no words.
    unknownShare: answer.tokens <= 2 ? 0 : answer.unknownTokens / (answer.tokens - 2),
    ms,
  }));
}
