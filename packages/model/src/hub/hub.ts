import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { HubApiError, listFiles, modelInfo } from "@huggingface/hub";
import { IntentsmithError, messageOf, redactUrl, silentLogger, type Logger } from "@intentsmith/core";
import { createDispatcher, download, fetchThrough, hubAddress, refuseOpenSecret } from "@intentsmith/remote";
import {
  cachedCommit,
  checkRevision,
  commitPattern,
  hubCacheFolder,
  hubHome,
  snapshotFolder,
  storeInCache,
  writeRef,
  type Environment,
  type HubFile,
} from "./hub-cache.ts";
import { hasWholeWeights, isNeeded, neededOrder } from "./needed-files.ts";

export interface HubOptions {
  /** Branch, tag or commit; also written `id@revision`. Default: main. */
  revision?: string;
  logger?: Logger;
  /** Default: the folder of Python's huggingface_hub. */
  cacheFolder?: string;
  /** HF_TOKEN, HF_ENDPOINT, HF_HUB_OFFLINE, HF_HOME, HF_HUB_CACHE, XDG_CACHE_HOME and HTTPS_PROXY, HTTP_PROXY, NO_PROXY are read. */
  environment?: Environment;
  /** How long the hub may take to answer, in milliseconds (default 10,000). The download itself may take longer. */
  answerTimeoutMs?: number;
  /** How long a download may bring nothing before it is tried again, in milliseconds (default 60,000). */
  idleTimeoutMs?: number;
  /** Attempts in a row that bring no byte before giving up. Default 5. */
  attempts?: number;
  /** Wait before the second attempt, in milliseconds, doubled each time. Default 500. */
  retryDelayMs?: number;
}

const idPattern = /^[\w.-]+\/[\w.-]+$/;

/**
 * Fetches a model from the Hugging Face hub into the cache that Python's huggingface_hub shares, only the files that
 * are needed and missing; what was cut goes on where it stopped. Without a network, or with HF_HUB_OFFLINE=1, what was fetched before is used.
 * @returns the snapshot's folder
 * @throws ARGUMENT_INVALID, FILE_NOT_FOUND (no such model, or not cached and offline), NETWORK_FAILED
 */
export async function downloadModel(idAndRevision: string, options: HubOptions = {}): Promise<string> {
  const { environment = process.env, logger = silentLogger } = options;
  const [id = "", pinned, ...rest] = idAndRevision.split("@");
  const revision = options.revision ?? pinned ?? "main";
  if (!idPattern.test(id) || rest.length > 0) {
    throw new IntentsmithError(
      "ARGUMENT_INVALID",
      `${idAndRevision}: a hub id expected, organisation/name or organisation/name@revision`,
      { hint: "For example: sentence-transformers/all-MiniLM-L6-v2" },
    );
  }
  checkRevision(id, revision);
  const cacheFolder = options.cacheFolder ?? hubCacheFolder(environment);
  const request: HubRequest = {
    id,
    revision,
    cacheFolder,
    environment,
    logger,
    timeoutMs: options.answerTimeoutMs ?? 10_000,
    idleTimeoutMs: options.idleTimeoutMs ?? 60_000,
    attempts: options.attempts ?? 5,
    retryDelayMs: options.retryDelayMs ?? 500,
  };
  if (isOn(environment["HF_HUB_OFFLINE"]) || isOn(environment["TRANSFORMERS_OFFLINE"])) {
    return cachedSnapshot(request) ?? notCached(request, "HF_HUB_OFFLINE is set");
  }
  try {
    return await fetchSnapshot(request);
  } catch (error) {
    const failure = hubFailure(request, error);
    const cached = failure.code === "NETWORK_FAILED" ? cachedSnapshot(request) : undefined;
    if (cached === undefined) throw failure;
    logger.warn(`${failure.message}; the copy in the cache is used`);
    return cached;
  }
}

interface HubRequest {
  id: string;
  revision: string;
  cacheFolder: string;
  environment: Environment;
  logger: Logger;
  timeoutMs: number;
  idleTimeoutMs: number;
  attempts: number;
  retryDelayMs: number;
}

async function fetchSnapshot(request: HubRequest): Promise<string> {
  const { id, revision, cacheFolder, environment, logger, timeoutMs } = request;
  const hubUrl = hubAddress(environment);
  const accessToken = readToken(environment);
  if (accessToken !== undefined) refuseOpenSecret(hubUrl, "the hub's token");
  const dispatcher = createDispatcher({
    environment,
    connectTimeoutMs: timeoutMs,
    answerTimeoutMs: timeoutMs,
    idleTimeoutMs: request.idleTimeoutMs,
  });
  try {
    const access = {
      hubUrl,
      fetch: fetchThrough(dispatcher),
      ...(accessToken === undefined ? {} : { accessToken }),
    };
    const { sha } = await modelInfo({ ...access, name: id, revision, additionalFields: ["sha"] });
    if (!commitPattern.test(sha)) throw new Error(`the hub names the commit ${sha}`);
    const files: HubFile[] = [];
    const repo = { type: "model" as const, name: id };
    for await (const { type, path, lfs, size, oid = "" } of listFiles({
      ...access,
      repo,
      revision: sha,
      recursive: true,
    })) {
      if (type !== "file" || !isNeeded(path)) continue;
      files.push({ path, sizeBytes: lfs?.size ?? size, etag: lfs?.oid ?? oid });
    }
    files.sort((a, b) => neededOrder(a.path) - neededOrder(b.path));
    const snapshot = snapshotFolder(cacheFolder, id, sha);
    const missing = files.filter(({ path }) => !existsSync(join(snapshot, path)));
    const totalBytes = missing.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    let earlierBytes = 0;
    for (const file of missing) {
      const url = `${hubUrl}/${id}/resolve/${sha}/${file.path}`;
      await storeInCache(snapshot, file, (path) =>
        download(url, path, {
          dispatcher,
          headers: accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` },
          sizeBytes: file.sizeBytes,
          attempts: request.attempts,
          retryDelayMs: request.retryDelayMs,
          onProgress: (received) =>
            logger.progress(`fetching ${id}: ${megabytes(earlierBytes + received)} of ${megabytes(totalBytes)} MB`),
          onRetry: (reason) => logger.warn(`${redactUrl(url)}: ${reason}; trying again`),
        }),
      );
      earlierBytes += file.sizeBytes;
    }
    if (missing.length > 0) logger.info(`fetched ${id}@${sha} (${megabytes(totalBytes)} MB) into ${cacheFolder}`);
    writeRef(cacheFolder, id, revision, sha);
    return snapshot;
  } finally {
    await dispatcher.destroy();
  }
}

/** Files in the root, and those of module folders such as 1_Pooling or, in old models, 0_Transformer. */

/** A snapshot in the cache that has at least a config and weights. */
function cachedSnapshot({ id, revision, cacheFolder }: HubRequest): string | undefined {
  const commit = cachedCommit(cacheFolder, id, revision);
  if (commit === undefined) return undefined;
  const snapshot = snapshotFolder(cacheFolder, id, commit);
  const hasWeights = ["", "0_Transformer"].some(
    (module) => existsSync(join(snapshot, module, "config.json")) && hasWholeWeights(join(snapshot, module)),
  );
  return hasWeights ? snapshot : undefined;
}

function notCached({ id, revision, cacheFolder }: HubRequest, why: string): never {
  throw new IntentsmithError("FILE_NOT_FOUND", `${id}@${revision}: not in the cache ${cacheFolder}, and ${why}`, {
    hint: "Run it once with a network, or give --base a model's folder.",
  });
}

function hubFailure({ id, revision, environment }: HubRequest, error: unknown): IntentsmithError {
  if (error instanceof IntentsmithError) return error;
  const where = `${id}@${revision}: ${redactUrl(hubAddress(environment))}`;
  if (error instanceof HubApiError && [401, 403, 404].includes(error.statusCode)) {
    const hasToken = readToken(environment) !== undefined;
    // The hub answers 401 rather than 404 for a name that does not exist, so as not to betray private ones.
    return new IntentsmithError(
      "FILE_NOT_FOUND",
      `${where} answers ${error.statusCode}: no such model or revision, or it is not open to you`,
      {
        hint: hasToken
          ? "Check the id, and that your token may read it (gated models: accept their terms on the web page)."
          : "Check the id and the revision; for a private or gated model set HF_TOKEN.",
        cause: error,
      },
    );
  }
  const reason = error instanceof HubApiError ? `answers ${error.statusCode}` : `cannot be read: ${reasonOf(error)}`;
  return new IntentsmithError("NETWORK_FAILED", `${where} ${reason}`, {
    hint: "Check the network and run it again, or give --base a model's folder.",
    cause: error,
  });
}

/** `fetch failed` hides the reason in its cause. */
function reasonOf(error: unknown): string {
  return error instanceof Error && error.cause instanceof Error ? messageOf(error.cause) : messageOf(error);
}

/** The token of HF_TOKEN, or the one that `hf auth login` stored. @throws ARGUMENT_INVALID */
function readToken(environment: Environment): string | undefined {
  const path = environment["HF_TOKEN_PATH"] || join(hubHome(environment), "token");
  const stored = (): string => (existsSync(path) ? readFileSync(path, "utf8") : "");
  const token = (environment["HF_TOKEN"] || environment["HUGGING_FACE_HUB_TOKEN"] || stored()).trim();
  if (token === "") return undefined;
  if (!token.startsWith("hf_")) {
    throw new IntentsmithError("ARGUMENT_INVALID", "HF_TOKEN: a token of the hub starts with hf_", {
      hint: "Copy it again from your settings on the hub, or unset HF_TOKEN for public models.",
    });
  }
  return token;
}

function isOn(value: string | undefined): boolean {
  return ["1", "ON", "YES", "TRUE"].includes(value?.toUpperCase() ?? "");
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
