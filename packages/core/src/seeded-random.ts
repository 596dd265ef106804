import seedrandom from "seedrandom";

/** The whole state of a generator (ARC4: two indices and a permutation of 0 … 255), as JSON; a checkpoint keeps it. */
export interface RandomState {
  i: number;
  j: number;
  S: number[];
}

/** Seeded randomness (seedrandom's ARC4) for shuffles and splits. Its state can be saved and restored. */
export class SeededRandom {
  readonly #generator: { (): number; state(): RandomState };

  constructor(seed: string | number | RandomState) {
    this.#generator =
      typeof seed === "object" ? seedrandom("", { state: seed }) : seedrandom(String(seed), { state: true });
  }

  /** A number in [0, 1). */
  next(): number {
    return this.#generator();
  }

  /** An integer in [0, limit). */
  integer(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** A number from the standard normal distribution (Box–Muller). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    return radius * Math.cos(2 * Math.PI * this.next());
  }

  /** Shuffles in place (Fisher–Yates) and returns the same array. */
  shuffle<T extends { length: number; [index: number]: unknown }>(items: T): T {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      [items[i], items[j]] = [items[j], items[i]];
    }
    return items;
  }

  state(): RandomState {
    return this.#generator.state();
  }
}
