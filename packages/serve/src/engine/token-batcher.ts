import type { ModelInput } from "../contract/conversation.ts";
import type { Answer, Job } from "./messages.ts";

/** A text of a job, waiting or in a batch. */
export interface BatchEntry {
  job: Job;
  /** Place among the job's texts. */
  index: number;
  text: ModelInput;
  /** As the model reads it. */
  tokens: number;
  unknownTokens: number;
}

/** What the model reads of a text. */
export interface Reading {
  tokens: number;
  unknownTokens: number;
}

type ReadTexts = (texts: readonly ModelInput[]) => Reading[];

interface OpenJob {
  job: Job;
  results: Answer[];
  missing: number;
}

/** A batch's longest text has at most so many times the tokens of its shortest: the rest would be padding. */
const mostStretch = 1.25;

/**
 * What queued while the last batch ran becomes the next ones. The text that waits longest opens a batch; others of nearly
 * its length join it, first come first served, up to `maxBatchTokens` with padding counted (longest text × texts). There is
 * no timer. A job's texts may be spread over batches.
 * Source of the scheme: text-embeddings-inference 1.9, core/src/queue.rs, which batches whatever comes next; on one core
 * the padding of unlike texts costs more than a batch gains.
 */
export class TokenBatcher {
  readonly #maxBatchTokens: number;
  readonly #readTexts: ReadTexts;
  #waiting: BatchEntry[] = [];
  readonly #open = new Map<number, OpenJob>();

  /** `maxBatchTokens` must hold the longest sequence of the model, so that every text fits into some batch. */
  constructor(maxBatchTokens: number, readTexts: ReadTexts) {
    this.#maxBatchTokens = maxBatchTokens;
    this.#readTexts = readTexts;
  }

  add(job: Job): void {
    const readings = this.#readTexts(job.texts);
    this.#open.set(job.id, { job, results: [], missing: job.texts.length });
    for (const [index, text] of job.texts.entries()) {
      this.#waiting.push({ job, index, text, ...(readings[index] as Reading) });
    }
  }

  /** Nobody waits for this job any more. */
  cancel(id: number): void {
    this.#open.delete(id);
  }

  /** The next texts to run together; none if nothing waits. Cancelled and expired jobs are dropped on the way. */
  next(nowMs: number): BatchEntry[] {
    const batch: BatchEntry[] = [];
    const left: BatchEntry[] = [];
    let shortest = 0;
    let longest = 0;
    for (const entry of this.#waiting) {
      if (entry.job.deadlineAtMs <= nowMs) this.#open.delete(entry.job.id);
      if (!this.#open.has(entry.job.id)) continue;
      const least = batch.length === 0 ? entry.tokens : Math.min(shortest, entry.tokens);
      const most = Math.max(longest, entry.tokens);
      const fits = most <= least * mostStretch && most * (batch.length + 1) <= this.#maxBatchTokens;
      if (batch.length > 0 && !fits) {
        left.push(entry);
        continue;
      }
      [shortest, longest] = [least, most];
      batch.push(entry);
    }
    this.#waiting = left;
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
