import type { Example } from "./example.ts";

/** How much of the conversation before a text the model sees. */
export interface ContextConfig {
  /** Number of earlier turns. */
  turns: number;
  /** Whether each turn is opened by its role (`student: …`). */
  role: boolean;
}

/** What the tokenizer gets: a text, or turns that it joins by its separator. */
export type ModelInput = string | readonly string[];

type Spoken = Pick<Example, "text" | "role" | "context">;

/**
 * What the model reads of an example: its text, or with a context config the turns `role: text`, the example's own
 * first, then the newest earlier one, so that truncation cuts the oldest. The model's tokenizer puts its separator
 * between them; a text that names it brings none in.
 */
export function modelTurns(example: Spoken, config?: ContextConfig): ModelInput {
  if (config === undefined) return example.text;
  const spoken = (text: string, role: string | undefined): string =>
    config.role && role !== undefined && role !== "" ? `${role}: ${text}` : text;
  const earlier = config.turns === 0 ? [] : (example.context ?? []).slice(-config.turns).reverse();
  return [spoken(example.text, example.role), ...earlier.map((turn) => spoken(turn.text, turn.role))];
}

/** The same as one string to read, with ` [SEP] ` between the turns. A model gets `modelTurns`. */
export function modelInput(example: Spoken, config?: ContextConfig): string {
  const input = modelTurns(example, config);
  return typeof input === "string" ? input : input.join(" [SEP] ");
}
