import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { HubApiError, listFiles } from "@huggingface/hub";
import {
  checkArguments,
  expected,
  IntentsmithError,
  messageOf,
  redactUrl,
  silentLogger,
  type Logger,
} from "@intentsmith/core";
import {
  createDispatcher,
  discardDownload,
  download,
  DownloadFailed,
  fetchThrough,
  hubAddress,
  refuseOpenSecret,
} from "@intentsmith/remote";
import type { Dispatcher } from "undici";
import type { Split } from "../example/example.ts";
import { checkHash } from "./check-hash.ts";
import { hubFileOf, type HubFile } from "./hub-files.ts";
import { makeFolder, placeFile } from "./place-file.ts";

export interface FetchHubOptions {
  /** Folder for the files; made if it is not there. */
  out: string;
  logger?: Logger;
  /** HF_TOKEN, HF_ENDPOINT and the proxy variables are read. Default: `process.env`. */
  environment?: Readonly<Record<string, string | undefined>>;
  /** Attempts in a row without a byte before giving up. Default 5. */
  attempts?: number;
  /** Wait before the second attempt, in milliseconds, doubled each time. Default 500. */
  retryDelayMs?: number;
}

/** What was fetched: paths of Parquet files a split, for `data.files`. */
export type FetchedFiles = Partial<Record<Split, string[]>>;

/** Where the hub keeps every data set as Parquet, made by itself. */
const parquetRevision = "refs/convert/parquet";
const address = /^hf:\/\/datasets\/([\w.-]+\/[\w.-]+?)(?:@([^/@]+))?(?:\/([\w.-]+))?$/;

/** Whether a name is an address of the hub's. */
export const isHubDataset = (name: string): boolean => name.startsWith("hf://");

/**
 * Downloads a data set of the Hugging Face hub as Parquet: `hf://datasets/OWNER/NAME[@revision][/CONFIG]`. Without a
 * revision, the Parquet files that the hub itself makes; with one, those that stand there. Sizes and SHA-256 are checked,
 * what was cut goes on, what is there is kept.
 * @throws ARGUMENT_INVALID; FILE_NOT_FOUND for no such data set or none as Parquet; NETWORK_FAILED; DATA_CHECK_FAILED;
 * WRITE_FAILED
 */
export async function fetchHubDataset(name: string, options: FetchHubOptions): Promise<FetchedFiles> {
  checkArguments("fetchHubDataset", {
    name: [name, expected.text],
    options: [
      options,
      expected.options<FetchHubOptions>(
        {
          out: expected.path,
          logger: expected.object,
          environment: expected.object,
          attempts: expected.whole(1),
          retryDelayMs: expected.whole(0),
        },
        ["out"],
      ),
    ],
  });
  const [, id = "", revision = parquetRevision, config] = address.exec(name) ?? [];
  if (id === "") {
    throw new IntentsmithError("ARGUMENT_INVALID", `${name}: expected hf://datasets/OWNER/NAME[@revision][/CONFIG]`, {
      hint: "For example hf://datasets/mteb/banking77",
    });
  }
  const { environment = process.env, logger = silentLogger } = options;
  const hubUrl = hubAddress(environment);
  const token = environment["HF_TOKEN"];
  if (token) refuseOpenSecret(hubUrl, "the hub's token");
  const dispatcher = createDispatcher({ environment });
  try {
    const listed = await listParquet(hubUrl, id, revision, token, dispatcher);
    const files = ofOneConfig(listed, config, name);
    for (const file of files) await fetchOne(file, `${hubUrl}/datasets/${id}/resolve/${encodeURIComponent(revision)}`);
    logger.info(
      `${name}: ${files.length} files in ${options.out}. Its licence stands on its page: ${hubUrl}/datasets/${id}`,
    );
    const found: FetchedFiles = {};
    for (const { split, path } of files) if (split !== undefined) (found[split] ??= []).push(join(options.out, path));
    return found;
  } finally {
    await dispatcher.destroy();
  }

  async function fetchOne(file: HubFile, base: string): Promise<void> {
    const { attempts = 5, retryDelayMs = 500 } = options;
    const path = join(options.out, file.path);
    if (existsSync(path) && statSync(path).size === file.sizeBytes) {
      checkHash({ name: file.path, ...file }, path);
      return logger.info(`${path}: already there, checked`);
    }
    makeFolder(dirname(path));
    const partial = `${path}.partial`;
    const url = `${base}/${file.path.split("/").map(encodeURIComponent).join("/")}`;
    try {
      await download(url, partial, {
        dispatcher,
        headers: token ? { authorization: `Bearer ${token}` } : {},
        sizeBytes: file.sizeBytes,
        attempts,
        retryDelayMs,
        onProgress: (received) => logger.progress(`${file.path}: ${Math.floor((100 * received) / file.sizeBytes)} %`),
        onRetry: (reason) => logger.warn(`${redactUrl(url)}: ${reason}; trying again`),
      });
      checkHash({ name: file.path, ...file }, partial);
    } catch (error) {
      if (!(error instanceof DownloadFailed)) discardDownload(partial);
      throw error instanceof DownloadFailed ? networkFailed(redactUrl(url), error) : error;
    }
    placeFile(partial, path);
    logger.info(`${path}: downloaded, checked`);
  }
}

async function listParquet(
  hubUrl: string,
  id: string,
  revision: string,
  token: string | undefined,
  dispatcher: Dispatcher,
): Promise<HubFile[]> {
  const files: HubFile[] = [];
  try {
    for await (const { type, path, size, lfs } of listFiles({
      hubUrl,
      repo: { type: "dataset", name: id },
      revision,
      recursive: true,
      fetch: fetchThrough(dispatcher),
      ...(token ? { accessToken: token } : {}),
    })) {
      const file = type === "file" ? hubFileOf(path, lfs?.size ?? size, lfs?.oid) : undefined;
      if (file !== undefined) files.push(file);
    }
  } catch (error) {
    if (error instanceof HubApiError && [401, 403, 404].includes(error.statusCode)) {
      throw new IntentsmithError("FILE_NOT_FOUND", `${hubUrl}: ${id}@${revision}: answers ${error.statusCode}`, {
        hint: "Check owner, name and revision; for a private or gated data set set HF_TOKEN.",
        cause: error,
      });
    }
    throw networkFailed(hubUrl, error);
  }
  if (files.length > 0) return files.sort((a, b) => (a.path < b.path ? -1 : 1));
  throw new IntentsmithError("FILE_NOT_FOUND", `${id}@${revision}: there are no Parquet files`, {
    hint: "Leave the revision out: the hub makes Parquet files of most data sets.",
  });
}

/** @throws ARGUMENT_INVALID where there are several configs and none, or another one, is named */
function ofOneConfig(files: readonly HubFile[], wanted: string | undefined, name: string): HubFile[] {
  const configs = [...new Set(files.map(({ config }) => config))];
  const config = wanted ?? (configs.length === 1 ? configs[0] : configs.find((each) => each === "default"));
  if (config !== undefined && configs.includes(config)) return files.filter((file) => file.config === config);
  throw new IntentsmithError("ARGUMENT_INVALID", `${name}: it has the configs ${configs.join(", ")}`, {
    hint: `Name one: hf://datasets/OWNER/NAME/${configs[0]}`,
  });
}

function networkFailed(where: string, cause: unknown): IntentsmithError {
  return new IntentsmithError("NETWORK_FAILED", `${where}: cannot be read: ${messageOf(cause)}`, {
    hint: "Run the same command again: it goes on where it stopped.",
    cause,
  });
}
