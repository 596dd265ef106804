/** When a failed request is sent again, and for how long one try may take. */
export interface RetryPolicy {
  /** Milliseconds that one try may take; undefined: no limit. */
  timeoutMs: number | undefined;
  /** Tries after the first. */
  retries: number;
  minWaitMs: number;
  maxWaitMs: number;
  /** Whether a status is never tried again. */
  isFatal: (status: number) => boolean;
}

const fatalStatuses = new Set([400, 401, 403, 404, 409, 410, 413, 422, 501]);
const isFatal = (status: number): boolean => fatalStatuses.has(status) || (status >= 300 && status < 400);

/** About 7 days. */
const streamRetries = 10_085;

/** Waits between tries and patience, in milliseconds. Tests shorten them. */
export interface RetryPace {
  minWaitMs: number;
  maxWaitMs: number;
  streamTimeoutMs: number;
}

export const defaultPace: RetryPace = { minWaitMs: 2000, maxWaitMs: 60_000, streamTimeoutMs: 180_000 };

export interface RetryPolicies {
  graphql: RetryPolicy;
  /** The upsert of the run: 409 is tried again, and for as long as the stream, since training goes on without it. */
  upsert: RetryPolicy;
  fileStream: RetryPolicy;
  upload: RetryPolicy;
}

/** The official client's rules: 20 retries, about 7 days for the stream, and its lists of fatal statuses. */
export function retryPolicies(
  pace: RetryPace,
  timeouts: { requestMs: number; uploadMs: number | undefined },
): RetryPolicies {
  const waits = { minWaitMs: pace.minWaitMs, maxWaitMs: pace.maxWaitMs };
  const graphql: RetryPolicy = { ...waits, timeoutMs: timeouts.requestMs, retries: 20, isFatal };
  return {
    graphql,
    upsert: { ...graphql, retries: streamRetries, isFatal: (status) => status !== 409 && isFatal(status) },
    fileStream: { ...waits, timeoutMs: pace.streamTimeoutMs, retries: streamRetries, isFatal },
    upload: {
      ...waits,
      timeoutMs: timeouts.uploadMs,
      retries: 20,
      isFatal: (status) => (status < 500 && status !== 429) || status === 501,
    },
  };
}

/**
 * Milliseconds before retry `attempt` (from 0): what `Retry-After` says (seconds or a date), else
 * min(maxWait, minWait · 2^attempt · (1 + random/4)).
 */
export function waitBeforeRetry(
  policy: RetryPolicy,
  attempt: number,
  retryAfter: string | undefined,
  random: number,
  nowMs: number,
): number {
  if (retryAfter !== undefined) {
    const seconds = Number(retryAfter);
    if (retryAfter.trim() !== "" && Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
    const date = Date.parse(retryAfter);
    if (Number.isFinite(date)) return Math.max(0, date - nowMs);
  }
  return Math.min(policy.maxWaitMs, policy.minWaitMs * 2 ** attempt * (1 + random / 4));
}
