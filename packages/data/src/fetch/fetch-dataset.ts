import { existsSync } from "node:fs";
import { join } from "node:path";
import { checkArguments, expected, IntentsmithError, nearestName, silentLogger, type Logger } from "@intentsmith/core";
import { createDispatcher, discardDownload, download, DownloadFailed } from "@intentsmith/remote";
import type { Dispatcher } from "undici";
import { checkHash } from "./check-hash.ts";
import { checkPublished } from "./check-published.ts";
import { makeFolder, placeFile } from "./place-file.ts";
import { filesAt, published, publishedNames, type PublishedFile, type PublishedName } from "./published.ts";

export interface FetchOptions {
  /** Folder for the files; made if it is not there. */
  out: string;
  logger?: Logger;
  /** Another place that serves files of the same names. */
  baseUrl?: string;
  /** Attempts in a row without a byte before giving up. Default 5. */
  attempts?: number;
  /** Wait before the second attempt, doubled each time. Default 500. */
  retryDelayMs?: number;
}

export interface FetchedDataset {
  folder: string;
  files: { path: string; status: "downloaded" | "already there" }[];
  licence: string;
}

const fetchOptions = {
  out: expected.path,
  logger: expected.object,
  baseUrl: expected.text,
  attempts: expected.whole(1),
  retryDelayMs: expected.whole(0),
};

/**
 * Downloads a public data set and checks it: structure, conversations, splits, labels (row counts only warn), and, from the
 * publisher's own address, the SHA-256 where it is known. A cut
 * download goes on where it stopped; a file that is there is checked and kept. The variables `HTTPS_PROXY`,
 * `HTTP_PROXY` and `NO_PROXY` are honoured.
 * @throws NETWORK_FAILED with what to do by hand; DATA_CHECK_FAILED; WRITE_FAILED; ARGUMENT_INVALID
 */
export async function fetchDataset(name: PublishedName, options: FetchOptions): Promise<FetchedDataset> {
  checkArguments("fetchDataset", {
    name: [name, expected.text],
    options: [options, expected.options<FetchOptions>(fetchOptions, ["out"])],
  });
  const { out, logger = silentLogger, baseUrl } = options;
  const dataset = publishedByName(name);
  const files =
    baseUrl === undefined
      ? dataset.files
      : filesAt(
          baseUrl,
          dataset.files.map((file) => file.name),
        );
  makeFolder(out);
  const results: FetchedDataset["files"] = [];
  const dispatcher = createDispatcher();
  try {
    for (const file of files) results.push(await fetchFile(file, files, dispatcher, { ...options, logger }));
  } finally {
    await dispatcher.destroy();
  }
  logger.info(`${dataset.title}, ${dataset.attribution}. Licence: ${dataset.licence} (${dataset.licenceUrl})`);
  return { folder: out, files: results, licence: dataset.licence };
}

async function fetchFile(
  file: PublishedFile,
  all: readonly PublishedFile[],
  dispatcher: Dispatcher,
  options: FetchOptions & { logger: Logger },
): Promise<FetchedDataset["files"][number]> {
  const { out, logger, attempts = 5, retryDelayMs = 500 } = options;
  const path = join(out, file.name);
  if (existsSync(path)) {
    checkFile(file, path, logger);
    logger.info(`${path}: already there, checked`);
    return { path, status: "already there" };
  }
  const partial = join(out, `.${file.name}.partial`);
  try {
    await download(file.url, partial, {
      dispatcher,
      attempts,
      retryDelayMs,
      onProgress: (received, total) => logger.progress(progressLine(file.name, received, total)),
      onRetry: (reason) => logger.warn(`${file.url}: ${reason}; trying again`),
    });
  } catch (error) {
    throw error instanceof DownloadFailed ? networkFailed(file, all, out, error) : error;
  }
  keepIfPublished(file, partial, path, logger);
  logger.info(`${path}: downloaded, checked`);
  return { path, status: "downloaded" };
}

/** Structure, then the published bytes. @throws DATA_CHECK_FAILED */
function checkFile(file: PublishedFile, path: string, logger: Logger): void {
  for (const warning of checkPublished(file.name, path)) logger.warn(warning);
  checkHash(file, path);
}

/** A file that fails its check is removed: going on from it would never help. */
function keepIfPublished(file: PublishedFile, partial: string, path: string, logger: Logger): void {
  try {
    checkFile(file, partial, logger);
  } catch (error) {
    discardDownload(partial);
    throw error;
  }
  placeFile(partial, path);
}

function progressLine(name: string, received: number, total: number | undefined): string {
  return total === undefined
    ? `${name}: ${megabytes(received)} MB`
    : `${name}: ${megabytes(received)} of ${megabytes(total)} MB (${Math.floor((100 * received) / total)} %)`;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

function networkFailed(
  file: PublishedFile,
  all: readonly PublishedFile[],
  out: string,
  cause: DownloadFailed,
): IntentsmithError {
  const missing = all.filter(({ name }) => !existsSync(join(out, name)));
  const byHand = missing.map(({ name, url }) => `${url} as ${join(out, name)}`).join(" and ");
  return new IntentsmithError("NETWORK_FAILED", `${file.url}: cannot download: ${cause.message}`, {
    hint: `Without a network, save ${byHand} by hand and run the same command again: it checks files that are there.`,
    cause,
  });
}

function publishedByName(name: string): (typeof published)[PublishedName] {
  const known = publishedNames.find((candidate) => candidate === name);
  if (known !== undefined) return published[known];
  const near = nearestName(name, publishedNames);
  throw new IntentsmithError(
    "ARGUMENT_INVALID",
    `expected ${publishedNames.join(" or ")}, received ${JSON.stringify(name)}`,
    {
      hint: near === undefined ? "Only these can be fetched." : `Did you mean ${JSON.stringify(near)}?`,
    },
  );
}
