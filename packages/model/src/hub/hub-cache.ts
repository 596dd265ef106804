import { createHash, randomBytes } from "node:crypto";
import {
  closeSync,
  copyFileSync,
  createReadStream,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeSync,
} from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join, relative, resolve } from "node:path";
import { IntentsmithError, takeProcessLock, type ProcessLock } from "@intentsmith/core";
import { discardDownload } from "@intentsmith/remote";

/** The environment variables that matter here; `process.env` fits. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A commit on the hub: 40 hexadecimal digits. */
export const commitPattern: RegExp = /^[0-9a-f]{40}$/;

/** The folder that Python's huggingface_hub keeps downloads in; shared with it. An empty variable counts as unset. */
export function hubCacheFolder(environment: Environment): string {
  const explicit = environment["HF_HUB_CACHE"] || environment["HUGGINGFACE_HUB_CACHE"];
  return explicit ? expandHome(explicit) : join(hubHome(environment), "hub");
}

/** Where huggingface_hub keeps everything: the cache and the token. */
export function hubHome(environment: Environment): string {
  const cacheHome = environment["XDG_CACHE_HOME"] || join("~", ".cache");
  return expandHome(environment["HF_HOME"] || join(cacheHome, "huggingface"));
}

function expandHome(path: string): string {
  return /^~($|[/\\])/.test(path) ? join(homedir(), path.slice(1)) : path;
}

/** A model's part of the cache: `refs/` name → commit, `blobs/` by content, `snapshots/<commit>/` links to blobs. */
function repositoryFolder(cacheFolder: string, id: string): string {
  return join(cacheFolder, `models--${id.replaceAll("/", "--")}`);
}

export function snapshotFolder(cacheFolder: string, id: string, commit: string): string {
  return join(repositoryFolder(cacheFolder, id), "snapshots", commit);
}

/** A branch or tag becomes a path under `refs/`. @throws ARGUMENT_INVALID if it would lead elsewhere */
export function checkRevision(id: string, revision: string): void {
  const parts = revision.split("/");
  if (/^[\w./-]+$/.test(revision) && !parts.some((part) => part === "" || part === "." || part === "..")) return;
  throw new IntentsmithError(
    "ARGUMENT_INVALID",
    `${id}: expected a branch, tag or commit, received the revision ${JSON.stringify(revision)}`,
    { hint: "A revision has letters, digits and _ . - /, and no part . or .. between slashes." },
  );
}

function refPath(cacheFolder: string, id: string, revision: string): string {
  checkRevision(id, revision);
  return join(repositoryFolder(cacheFolder, id), "refs", revision);
}

/**
 * The commit that a branch, tag or commit stood for when it was last fetched.
 * @throws ARGUMENT_INVALID for a revision that leads elsewhere; FILE_MALFORMED for a ref that names no commit
 */
export function cachedCommit(cacheFolder: string, id: string, revision: string): string | undefined {
  if (commitPattern.test(revision)) return revision;
  const path = refPath(cacheFolder, id, revision);
  if (!existsSync(path)) return undefined;
  const commit = readFileSync(path, "utf8").trim();
  if (commitPattern.test(commit)) return commit;
  throw new IntentsmithError("FILE_MALFORMED", `${path}: expected a commit, received ${JSON.stringify(commit)}`, {
    hint: "Remove this file of the hub's cache; the next fetch writes it anew.",
  });
}

/** Notes which commit a branch or tag stands for. @throws ARGUMENT_INVALID for a revision that leads elsewhere */
export function writeRef(cacheFolder: string, id: string, revision: string, commit: string): void {
  if (revision === commit) return;
  const path = refPath(cacheFolder, id, revision);
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${randomBytes(4).toString("hex")}.partial`;
  const file = openSync(temporary, "w");
  writeSync(file, commit); // without a line break, as Python writes it
  closeSync(file);
  renameSync(temporary, path);
}

/** `organisation/name@commit` for a snapshot folder of the cache. */
export function hubSourceOf(folder: string): string | undefined {
  const absolute = resolve(folder);
  const snapshots = dirname(absolute);
  const repository = basename(dirname(snapshots));
  if (basename(snapshots) !== "snapshots" || !repository.startsWith("models--")) return undefined;
  return `${repository.slice("models--".length).replaceAll("--", "/")}@${basename(absolute)}`;
}

/** A file of a snapshot, with the name of its content: SHA-256 for large files, git's SHA-1 for the others. */
export interface HubFile {
  path: string;
  sizeBytes: number;
  etag: string;
}

/** SHA-256, or git's SHA-1. It names a file of the cache. */
const etagPattern = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * Stores a file's bytes in the cache and links it into the snapshot: whole and with the right hash, or not at all.
 * Does nothing if the snapshot has it; only links if another snapshot brought the same content.
 * @param fetchTo downloads to a path, and goes on with what is there already
 * @throws Error if size or hash are not as announced, or the hash is none.
 */
export async function storeInCache(
  snapshot: string,
  file: HubFile,
  fetchTo: (path: string) => Promise<void>,
): Promise<void> {
  const { etag } = file;
  if (!etagPattern.test(etag)) throw new Error(`${file.path}: the hub names the hash ${JSON.stringify(etag)}`);
  const pointer = join(snapshot, ...file.path.split("/"));
  if (existsSync(pointer)) return;
  const blob = join(dirname(dirname(snapshot)), "blobs", etag);
  if (!existsSync(blob)) await fetchBlob(blob, file, fetchTo);
  mkdirSync(dirname(pointer), { recursive: true });
  rmSync(pointer, { force: true }); // a link whose blob was deleted
  try {
    symlinkSync(relative(dirname(pointer), blob), pointer);
  } catch {
    copyFileSync(blob, pointer); // Windows without the right to make links
  }
}

/**
 * What a cut download leaves is kept under a name of ours, and one process at a time goes on with it; another that wants
 * the same file meanwhile fetches it for itself.
 */
async function fetchBlob(blob: string, file: HubFile, fetchTo: (path: string) => Promise<void>): Promise<void> {
  mkdirSync(dirname(blob), { recursive: true });
  using lock = lockUnlessHeld(`${blob}.lock`);
  const partial = `${blob}.${lock === undefined ? randomBytes(4).toString("hex") : "intentsmith"}.incomplete`;
  try {
    await fetchTo(partial);
  } catch (error) {
    if (lock === undefined) discardDownload(partial); // nobody would go on with it
    throw error;
  }
  const found = await contentHash(partial, file);
  if (found !== file.etag) {
    discardDownload(partial);
    throw new Error(`${file.path}: the content does not have the announced hash ${file.etag}, but ${found}`);
  }
  renameSync(partial, blob);
}

function lockUnlessHeld(path: string): ProcessLock | undefined {
  const held = new IntentsmithError("NETWORK_FAILED", `${path}: another process is fetching this file`);
  try {
    return takeProcessLock(path, () => held);
  } catch (error) {
    if (error === held) return undefined;
    throw error;
  }
}

async function contentHash(path: string, { sizeBytes, etag }: HubFile): Promise<string> {
  const hash = etag.length === 64 ? createHash("sha256") : createHash("sha1").update(`blob ${sizeBytes}\0`);
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
