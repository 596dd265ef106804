import type { ModelContext } from "../contract/conversation.ts";
import type { ConversationInput } from "../contract/schemas.ts";
import type { Answer } from "../engine/messages.ts";

/** Says of a conversation how much of it was read: nobody should think that a model without context knew the rest. */
export function withTurnsRead(
  answer: Answer,
  input: ConversationInput,
  context: ModelContext | undefined,
): Answer & { turnsRead?: number } {
  if (typeof input === "string" || input.context === undefined) return answer;
  return { ...answer, turnsRead: Math.min(input.context.length, context?.turns ?? 0) };
}
