import type { Example } from "./example.ts";

/** How much of the conversation before a text the model sees. */
export interface ContextConfig {
  /** Number of earlier turns. */
  turns: number;
  /** Whether each turn is opened by its role (`student: …`). */
  role: boolean;
}

/**
 * The string that the tokenizer gets: `role: text [SEP] role: earlier text [SEP] …`, the newest earlier turn first,
 * so that truncation cuts the oldest. Without a context config, or on an example without context and role, the text.
 */
export function modelInput(example: Pick<Example, "text" | "role" | "context">, config?: ContextConfig): string {
  if (config === undefined) return example.text;
  const spoken = (text: string, role: string | undefined): string =>
    config.role && role !== undefined && role !== "" ? `${role}: ${text}` : text;
  const earlier = config.turns === 0 ? [] : (example.context ?? []).slice(-config.turns).reverse();
  return [spoken(example.text, example.role), ...earlier.map((turn) => spoken(turn.text, turn.role))].join(" [SEP] ");
}
