import { RequestError } from "../contract/request-error.ts";
import type { Answer, Job } from "./messages.ts";
import { monotonicMs } from "./monotonic.ts";

export interface WaitingRequest {
  job: Job;
  /** How often an engine died with it. */
  failures: number;
  resolve(results: Answer[]): void;
  reject(error: RequestError): void;
}

/** Requests by the id of their job: each is settled once, whoever comes first: answer, deadline, client, dead engine. */
export class WaitingRequests {
  readonly #byId = new Map<number, WaitingRequest & { cleanUp(): void }>();

  get size(): number {
    return this.#byId.size;
  }

  /** Waits for the answer to a job. `onDropped` runs if nobody waits any more before it came. */
  wait(job: Job, signal: AbortSignal | undefined, onDropped: () => void): Promise<Answer[]> {
    return new Promise((resolve, reject) => {
      const drop = (error: RequestError): void => {
        if (this.reject(job.id, error)) onDropped();
      };
      const timer = setTimeout(
        () => drop(new RequestError("DEADLINE_EXCEEDED", "no answer within the deadline", { retryAfterS: 1 })),
        Math.max(0, job.deadlineAtMs - monotonicMs()),
      );
      const onAbort = (): void => drop(new RequestError("DEADLINE_EXCEEDED", "the client went away"));
      signal?.addEventListener("abort", onAbort, { once: true });
      const cleanUp = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", onAbort);
      };
      this.#byId.set(job.id, { job, failures: 0, resolve, reject, cleanUp });
      if (signal?.aborted === true) onAbort();
    });
  }

  resolve(id: number, results: Answer[]): void {
    this.#take(id)?.resolve(results);
  }

  /** @returns whether somebody was waiting. */
  reject(id: number, error: RequestError): boolean {
    const request = this.#take(id);
    request?.reject(error);
    return request !== undefined;
  }

  rejectAll(error: RequestError): void {
    for (const id of this.#byId.keys()) this.reject(id, error);
  }

  /** Those that wait, the oldest first. */
  all(): WaitingRequest[] {
    return [...this.#byId.values()];
  }

  #take(id: number): WaitingRequest | undefined {
    const request = this.#byId.get(id);
    this.#byId.delete(id);
    request?.cleanUp();
    return request;
  }
}
