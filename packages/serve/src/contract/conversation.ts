import type { ConversationInput } from "./schemas.ts";

/** How many earlier turns the model reads, and whether it was trained with who said them. */
export interface ModelContext {
  turns: number;
  role: boolean;
}

/** What the model is given: a text, or turns with the one to classify first, then the newest earlier one. */
export type ModelInput = string | readonly string[];

/** A request's input as training laid it out; earlier turns are left out for a model that was trained without any. */
export function modelInputOf(input: ConversationInput, context: ModelContext | undefined): ModelInput {
  const { text, role, context: earlier = [] } = typeof input === "string" ? { text: input } : input;
  if (context === undefined) return text;
  const spoken = (turn: string | { text: string; role?: string | undefined }): string => {
    const { text, role } = typeof turn === "string" ? { text: turn, role: undefined } : turn;
    return context.role && role !== undefined && role !== "" ? `${role}: ${text}` : text;
  };
  const read = context.turns === 0 ? [] : earlier.slice(-context.turns).reverse();
  return [spoken({ text, role }), ...read.map(spoken)];
}

/** Characters of all turns. */
export function charactersOf(input: ModelInput): number {
  return typeof input === "string" ? input.length : input.reduce((sum, { length }) => sum + length, 0);
}

/** The text to classify. */
export function textOf(input: ConversationInput): string {
  return typeof input === "string" ? input : input.text;
}

/** The text to classify and its earlier turns, as they came. */
export function turnsOf(input: ConversationInput): string[] {
  if (typeof input === "string") return [input];
  return [input.text, ...(input.context ?? []).map((turn) => (typeof turn === "string" ? turn : turn.text))];
}
