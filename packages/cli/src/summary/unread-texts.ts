import { type Logger } from "@intentsmith/core";
import type { Classification } from "@intentsmith/classifier";

const longestShown = 60;

/** Counts the texts that a model did not read whole, and those of which it knew nothing. */
export class UnreadTexts {
  #texts = 0;
  #truncated = 0;
  #unknown = 0;
  #firstUnknown = "";

  add(predictions: readonly Classification[]): void {
    for (const { text, truncated, reason } of predictions) {
      this.#texts++;
      if (truncated) this.#truncated++;
      const isUnknown = reason === "empty" || reason === "unknown-tokens";
      if (isUnknown && this.#unknown++ === 0) this.#firstUnknown = text;
    }
  }

  /** One line for each kind that occurred. */
  tell(logger: Logger): void {
    if (this.#truncated > 0) {
      logger.warn(`${this.#truncated} of ${this.#texts} texts have more tokens than the model reads and were cut`);
    }
    if (this.#unknown === 0) return;
    const first = this.#firstUnknown;
    const shown = first.length > longestShown ? `${first.slice(0, longestShown - 1)}…` : first;
    logger.warn(
      `the model knows no token of ${this.#unknown} of ${this.#texts} texts, so their labels say nothing ` +
        `(first: ${JSON.stringify(shown)})`,
    );
  }
}
