import type { Engine } from "../engine/engine.ts";

/** Requests after which a share of errors means something. */
const leastRequests = 100;
/** Requests after which a version has shown that it works. */
const longestProbation = 5000;
const mostErrors = 0.01;
const mostCrashes = 3;

/** Watches a version that has just taken over. */
export class Probation {
  #requests = 0;
  #errors = 0;
  /** Why it failed, for people. */
  reason: string | undefined;

  count(good: boolean): void {
    this.#requests++;
    if (!good) this.#errors++;
  }

  failed(engine: Pick<Engine, "recentCrashes">): boolean {
    if (this.reason !== undefined) return true;
    if (engine.recentCrashes >= mostCrashes) {
      this.reason = `its process ended ${engine.recentCrashes} times within a minute`;
    } else if (this.#requests >= leastRequests && this.#requests <= longestProbation) {
      const share = this.#errors / this.#requests;
      if (share > mostErrors) this.reason = `${this.#errors} of ${this.#requests} requests failed`;
    }
    return this.reason !== undefined;
  }
}
