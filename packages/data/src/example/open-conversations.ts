import type { Turn } from "@intentsmith/core";

/**
 * The newest turns of conversations whose rows come in the order in which they were said, several conversations mixed or
 * not. A text is given only what was said before it in its own conversation.
 */
export class OpenConversations {
  readonly #turns: number;
  readonly #most: number;
  /** Those that were quiet longest come first. */
  readonly #newest = new Map<string, Turn[]>();
  #forgotten = 0;

  /**
   * @param turns how many earlier turns a text is given
   * @param most conversations that are remembered: of more, the one that was quiet longest is forgotten, and would begin anew
   */
  constructor(turns: number, most = Infinity) {
    this.#turns = turns;
    this.#most = most;
  }

  /** How many conversations were forgotten. */
  get forgotten(): number {
    return this.#forgotten;
  }

  /** What was said before this turn, newest last; the turn itself is remembered for those after it. */
  say(conversation: string, { role = "", text }: Turn): Turn[] {
    const earlier = this.#newest.get(conversation) ?? [];
    this.#newest.delete(conversation);
    this.#newest.set(conversation, [...earlier, { role, text }].slice(-this.#turns));
    if (this.#newest.size > this.#most) {
      this.#newest.delete(this.#newest.keys().next().value as string);
      this.#forgotten++;
    }
    return earlier;
  }
}
