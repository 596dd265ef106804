/** One thing that somebody said in a conversation. */
export interface Turn {
  /** Who said it, for example `student`; absent or empty if nobody says. */
  role?: string | undefined;
  text: string;
}

/** A text with who says it and what was said before it. */
export interface Spoken extends Turn {
  /** Earlier turns, newest last. */
  context?: readonly Turn[] | undefined;
}

/** How much of the conversation before a text the model sees. */
export interface ContextConfig {
  /** Number of earlier turns. */
  turns: number;
  /** Whether each turn is opened by its role (`student: …`). */
  role: boolean;
}

/** What the tokenizer gets: a text, or turns that it joins by its separator. */
export type ModelInput = string | readonly string[];

/**
 * What the model reads of a text: the text alone, or with a context config the turns `role: text`, its own first, then
 * the newest earlier one: the tokenizer leaves the oldest out where they do not all fit. It puts its separator between
 * them; a text that names it brings none in.
 */
export function modelTurns(spoken: Spoken, config?: ContextConfig): ModelInput {
  if (config === undefined) return spoken.text;
  const said = ({ text, role }: Turn): string =>
    config.role && role !== undefined && role !== "" ? `${role}: ${text}` : text;
  const earlier = config.turns === 0 ? [] : (spoken.context ?? []).slice(-config.turns).reverse();
  return [said(spoken), ...earlier.map(said)];
}
