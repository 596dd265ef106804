import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { IntentsmithError, messageOf, writeFailed, writeFileAtomic } from "@intentsmith/core";
import { fetch, type Dispatcher, type Response } from "undici";

export interface DownloadOptions {
  dispatcher: Dispatcher;
  /** Sent with each request; a redirect to another server goes without `authorization`. */
  headers?: Readonly<Record<string, string>>;
  /** Size of the whole file, if it is known beforehand: more is never kept. */
  sizeBytes?: number;
  /** Called with bytes on disk, and the size of the whole file if the server says it. */
  onProgress: (receivedBytes: number, totalBytes: number | undefined) => void;
  /** Called before each new attempt. */
  onRetry: (reason: string) => void;
  /** Attempts in a row that bring no byte before giving up. */
  attempts: number;
  /** Wait before the second attempt; it doubles each time. */
  retryDelayMs: number;
}

/** A download that failed for good; `message` is the reason alone. */
export class DownloadFailed extends Error {}

/** What the server has is another file; what was kept of it is of no use. */
class WrongSize extends DownloadFailed {}

/** What can be tried again: a broken connection, or a server that says "later". */
class Transient extends Error {}

/**
 * Downloads `url` to `path`, going on where an earlier attempt (of this or an earlier process) was cut. What is there
 * is trusted only if the server confirms that the file is still the same (`If-Range` with its ETag or date, kept in
 * `<path>.json`); a server that ignores ranges starts the file anew. Several servers may give the bytes after a redirect:
 * what they are is for the caller to check by hash.
 * @throws DownloadFailed (also as soon as the size is not the expected one); WRITE_FAILED
 */
export async function download(url: string, path: string, options: DownloadOptions): Promise<void> {
  for (let failures = 0; ;) {
    const before = sizeOf(path);
    try {
      await attempt(url, path, options);
      rmSync(validatorPath(path), { force: true });
      return;
    } catch (error) {
      if (error instanceof WrongSize) discardDownload(path);
      if (!(error instanceof Transient)) throw error;
      failures = sizeOf(path) > before ? 1 : failures + 1;
      if (failures >= options.attempts) throw new DownloadFailed(error.message, { cause: error });
      options.onRetry(error.message);
      await sleep(options.retryDelayMs * 2 ** (failures - 1));
    }
  }
}

/** Removes what was downloaded to `path` so far. */
export function discardDownload(path: string): void {
  rmSync(path, { force: true });
  rmSync(validatorPath(path), { force: true });
}

async function attempt(url: string, path: string, options: DownloadOptions): Promise<void> {
  const validator = readValidator(path, url);
  const present = validator === undefined ? 0 : sizeOf(path);
  const response = await request(url, options.dispatcher, {
    ...options.headers,
    ...(present > 0 ? { range: `bytes=${present}-`, "if-range": validator ?? "" } : {}),
  });
  const start = startOf(response, present);
  if (start === undefined) {
    await response.body?.cancel();
    rmSync(path, { force: true });
    throw new Transient(`the server's answer to a range request does not fit (status ${response.status})`);
  }
  keepValidator(path, url, response);
  const total = totalSize(response, start);
  const { sizeBytes } = options;
  if (sizeBytes !== undefined && total !== undefined && total !== sizeBytes) {
    await response.body?.cancel();
    throw wrongSize(sizeBytes, `the server announces ${total}`);
  }
  const received = await receive(response, path, start, (bytes) => {
    if (sizeBytes !== undefined && bytes > sizeBytes) throw wrongSize(sizeBytes, "more came");
    options.onProgress(bytes, total ?? sizeBytes);
  });
  if (sizeBytes !== undefined && total === undefined && received !== sizeBytes) {
    throw new Transient(`cut after ${received} of ${sizeBytes} bytes`);
  }
  if (total !== undefined && received !== total) throw new Transient(`cut after ${received} of ${total} bytes`);
}

async function request(url: string, dispatcher: Dispatcher, headers: Record<string, string>): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { dispatcher, headers: { ...headers, "accept-encoding": "identity" } });
  } catch (error) {
    throw new Transient(reasonOf(error), { cause: error });
  }
  const { status } = response;
  if (status === 200 || status === 206 || status === 416) return response;
  await response.body?.cancel();
  const reason = `the server answered ${status} ${response.statusText}`.trim();
  if (status === 408 || status === 429 || status >= 500) throw new Transient(reason);
  throw new DownloadFailed(reason);
}

function wrongSize(expected: number, found: string): WrongSize {
  return new WrongSize(`${expected} bytes expected, ${found}`);
}

/** Where in the file the answer begins; undefined if it cannot be joined to the `present` bytes. */
function startOf(response: Response, present: number): number | undefined {
  if (response.status === 200) return 0;
  if (response.status === 416) return undefined;
  const range = /^bytes (\d+)-/.exec(response.headers.get("content-range") ?? "");
  return Number(range?.[1]) === present ? present : undefined;
}

function totalSize(response: Response, start: number): number | undefined {
  const length = response.headers.get("content-length");
  return length === null ? undefined : start + Number(length);
}

/** Writes the body at `start`; what arrived before a cut stays. Returns the size of the file. */
async function receive(
  response: Response,
  path: string,
  start: number,
  onBytes: (bytes: number) => void,
): Promise<number> {
  let at = start;
  const file = onDisk(path, () => openSync(path, existsSync(path) ? "r+" : "w"));
  try {
    onDisk(path, () => ftruncateSync(file, start));
    for await (const value of response.body ?? []) {
      for (let sent = 0; sent < value.byteLength;) {
        sent += onDisk(path, () => writeSync(file, value, sent, value.byteLength - sent, at + sent));
      }
      at += value.byteLength;
      onBytes(at);
    }
    onDisk(path, () => fsyncSync(file));
  } catch (error) {
    throw error instanceof IntentsmithError || error instanceof DownloadFailed
      ? error
      : new Transient(reasonOf(error), { cause: error });
  } finally {
    closeSync(file);
  }
  return at;
}

function onDisk<Result>(path: string, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    throw writeFailed(path, error);
  }
}

/** Undici says only "fetch failed"; the reason is underneath. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const first = cause instanceof AggregateError ? (cause.errors[0] as unknown) : cause;
  return messageOf(first);
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function validatorPath(path: string): string {
  return `${path}.json`;
}

/** A weak ETag does not promise equal bytes, so the date stands in for it. */
function keepValidator(path: string, url: string, response: Response): void {
  const etag = response.headers.get("etag");
  const validator = etag !== null && !etag.startsWith("W/") ? etag : response.headers.get("last-modified");
  if (validator === null) rmSync(validatorPath(path), { force: true });
  else writeFileAtomic(validatorPath(path), JSON.stringify({ url, validator }));
}

function readValidator(path: string, url: string): string | undefined {
  try {
    const kept = JSON.parse(readFileSync(validatorPath(path), "utf8")) as { url?: unknown; validator?: unknown };
    return kept.url === url && typeof kept.validator === "string" ? kept.validator : undefined;
  } catch {
    return undefined;
  }
}
