interface Bucket {
  tokens: number;
  filledAtMs: number;
}

/** Token buckets in memory: a minute's requests may come at once, then they trickle in. At most `capacity` names. */
export class RateLimiter {
  readonly #buckets = new Map<string, Bucket>();
  readonly #capacity: number;
  readonly #now: () => number;

  constructor({ capacity = 5000, now = () => performance.now() } = {}) {
    this.#capacity = capacity;
    this.#now = now;
  }

  /** Takes one request from a name's bucket. @returns 0, or if it is empty the whole seconds until it is not. */
  spend(name: string, perMinute: number): number {
    const nowMs = this.#now();
    const bucket = this.#buckets.get(name) ?? { tokens: perMinute, filledAtMs: nowMs };
    const perMs = perMinute / 60_000;
    bucket.tokens = Math.min(perMinute, bucket.tokens + (nowMs - bucket.filledAtMs) * perMs);
    bucket.filledAtMs = nowMs;
    // Moves the name to the end: the first one is the one longest unused.
    this.#buckets.delete(name);
    this.#buckets.set(name, bucket);
    if (this.#buckets.size > this.#capacity) {
      const [oldest] = this.#buckets.keys();
      this.#buckets.delete(oldest as string);
    }
    if (bucket.tokens < 1) return Math.max(1, Math.ceil((1 - bucket.tokens) / perMs / 1000));
    bucket.tokens--;
    return 0;
  }
}
