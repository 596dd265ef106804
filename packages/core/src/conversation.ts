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
  /** Number of earlier turns in the text that the encoder reads. */
  turns: number;
  /** Whether each turn is opened by its role (`student: …`). */
  role: boolean;
  /** What a logistic head sees beside the text's embedding. */
  head?: HeadContext | undefined;
}

/** What a head sees of the conversation. */
export interface HeadContext {
  /** Number of earlier turns whose embeddings it sees. */
  turns: number;
  /** Whether it sees who speaks. */
  role: boolean;
  /** The roles that it tells apart. */
  roles?: string[] | undefined;
}

/** How many earlier turns bear upon a text: an earlier turn whose embedding a head sees is read with those before it. */
export function turnsInView(config: ContextConfig | undefined): number {
  return config === undefined ? 0 : config.turns + (config.head?.turns ?? 0);
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
