import { createHash } from "node:crypto";
import type { Engine } from "../engine/engine.ts";
import { Probation } from "./probation.ts";

/** A new version on trial: it answers a share of the requests, chosen by the hash of their ids. */
export class Canary {
  readonly engine: Engine;
  readonly #share: number;
  readonly #requests: number;
  readonly #probation = new Probation();
  #answered = 0;

  /** `requests`: how many it answers before it has passed. */
  constructor(engine: Engine, share: number, requests: number) {
    this.engine = engine;
    this.#share = share;
    this.#requests = requests;
  }

  /** Whether it answers the request of this id; the same id always gets the same answer. */
  takes(requestId: string): boolean {
    return this.engine.ready && shareOf(requestId) < this.#share;
  }

  count(good: boolean): void {
    this.#answered++;
    this.#probation.count(good);
  }

  verdict(): "running" | "passed" | { failed: string } {
    if (this.#probation.failed(this.engine)) return { failed: this.#probation.reason ?? "" };
    return this.#answered >= this.#requests ? "passed" : "running";
  }
}

/** 0 to 1, evenly spread. */
export function shareOf(requestId: string): number {
  return createHash("sha256").update(requestId).digest().readUInt32BE(0) / 2 ** 32;
}
