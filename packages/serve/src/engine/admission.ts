import { charactersOf, type ModelInput } from "../contract/conversation.ts";
import { RequestError } from "../contract/request-error.ts";

/** A text costs its characters and this many more, which stand for its special tokens. */
const fixedCharacters = 16;

/** How much of the deadline the queue may fill: the rest is for the request itself and for estimates that are off. */
const queueShare = 0.6;

/** Weight of what came last in the running means. */
const learningRate = 0.1;

export function costOf(texts: readonly ModelInput[]): number {
  return texts.reduce((sum, text) => sum + charactersOf(text) + fixedCharacters, 0);
}

/**
 * The one rule for all requests, of one text or of many: a request is let in while the work ahead of it is expected to
 * be done within its share of the deadline. How fast work goes is learnt from the batches that ran.
 */
export class Admission {
  readonly #deadlineMs: number;
  #msPerCost: number;
  #queuedCost = 0;
  /** What the requests cost that were let in lately. */
  #usualCost = 0;

  /** `msPerCost`: the guess until the first batch has run. */
  constructor(deadlineMs: number, msPerCost = 0.05) {
    this.#deadlineMs = deadlineMs;
    this.#msPerCost = msPerCost;
  }

  /** What a request that came now would wait, in milliseconds. */
  get expectedWaitMs(): number {
    return this.#queuedCost * this.#msPerCost;
  }

  /**
   * Refuses before a request is even read, where one of the usual size would not be let in.
   * @throws OVERLOADED.
   */
  refuseIfFull(): void {
    if (!this.#hasRoom(this.#usualCost)) throw this.#overloaded();
  }

  /** @throws OVERLOADED with the seconds until there is room. */
  enter(cost: number): void {
    if (!this.#hasRoom(cost)) throw this.#overloaded();
    this.#queuedCost += cost;
    this.#usualCost += learningRate * (cost - this.#usualCost);
  }

  leave(cost: number): void {
    this.#queuedCost -= cost;
  }

  /** An idle service takes anything: what never fits would never be answered. */
  #hasRoom(cost: number): boolean {
    return this.#queuedCost === 0 || (this.#queuedCost + cost) * this.#msPerCost <= this.#deadlineMs * queueShare;
  }

  #overloaded(): RequestError {
    const retryAfterS = Math.max(1, Math.ceil(this.expectedWaitMs / 1000));
    return new RequestError("OVERLOADED", "too many requests are waiting: try again later", { retryAfterS });
  }

  /** A batch took `ms` for texts of this cost. */
  learn(ms: number, cost: number): void {
    this.#msPerCost += learningRate * (ms / cost - this.#msPerCost);
  }

  learnBatch(batch: { texts: number; characters: number; tokenizeMs: number; inferMs: number }): void {
    this.learn(batch.tokenizeMs + batch.inferMs, batch.characters + batch.texts * fixedCharacters);
  }
}
