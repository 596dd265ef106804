import type { Answer, Job } from "./messages.ts";

/** A text of a job, waiting or in a batch. */
export interface BatchEntry {
  job: Job;
  /** Place among the job's texts. */
  index: number;
  text: string;
  /** As the model reads it. */
  tokens: number;
}

interface OpenJob {
  job: Job;
  results: Answer[];
  missing: number;
}

/**
 * What queued while the last batch ran becomes the next one, first come first served, up to `maxBatchTokens` with padding
 * counted (longest text × texts); there is no timer. A job's texts may be spread over batches.
 * Source of the scheme: text-embeddings-inference 1.9, core/src/queue.rs.
 */
export class TokenBatcher {
  readonly #maxBatchTokens: number;
  readonly #countTokens: (texts: readonly string[]) => number[];
  readonly #waiting: BatchEntry[] = [];
  readonly #open = new Map<number, OpenJob>();

  /** `maxBatchTokens` must hold the longest sequence of the model, so that every text fits into some batch. */
  constructor(maxBatchTokens: number, countTokens: (texts: readonly string[]) => number[]) {
    this.#maxBatchTokens = maxBatchTokens;
    this.#countTokens = countTokens;
  }

  add(job: Job): void {
    const counts = this.#countTokens(job.texts);
    this.#open.set(job.id, { job, results: [], missing: job.texts.length });
    for (const [index, text] of job.texts.entries()) {
      this.#waiting.push({ job, index, text, tokens: counts[index] as number });
    }
  }

  /** Nobody waits for this job any more. */
  cancel(id: number): void {
    this.#open.delete(id);
  }

  /** The next texts to run together; none if nothing waits. Cancelled and expired jobs are dropped on the way. */
  next(nowMs: number): BatchEntry[] {
    const batch: BatchEntry[] = [];
    let longest = 0;
    let taken = 0;
    for (const entry of this.#waiting) {
      if (entry.job.deadlineAtMs <= nowMs) this.#open.delete(entry.job.id);
      if (this.#open.has(entry.job.id)) {
        const padded = Math.max(longest, entry.tokens) * (batch.length + 1);
        if (batch.length > 0 && padded > this.#maxBatchTokens) break;
        longest = Math.max(longest, entry.tokens);
        batch.push(entry);
      }
      taken++;
    }
    this.#waiting.splice(0, taken);
    return batch;
  }

  /** Files a batch's answers. @returns the jobs that now have all of theirs. */
  finish(batch: readonly BatchEntry[], answers: readonly Answer[]): { id: number; results: Answer[] }[] {
    const done: { id: number; results: Answer[] }[] = [];
    for (const [i, { job, index }] of batch.entries()) {
      const open = this.#open.get(job.id);
      if (open === undefined) continue;
      open.results[index] = answers[i] as Answer;
      open.missing--;
      if (open.missing > 0) continue;
      this.#open.delete(job.id);
      done.push({ id: job.id, results: open.results });
    }
    return done;
  }
}
