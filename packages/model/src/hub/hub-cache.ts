import { createHash, randomBytes } from "node:crypto";
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
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

/** The commit that a branch, tag or commit stood for when it was last fetched. */
export function cachedCommit(cacheFolder: string, id: string, revision: string): string | undefined {
  if (commitPattern.test(revision)) return revision;
  const path = join(repositoryFolder(cacheFolder, id), "refs", revision);
  return existsSync(path) ? readFileSync(path, "utf8").trim() : undefined;
}

/** Notes which commit a branch or tag stands for. */
export function writeRef(cacheFolder: string, id: string, revision: string, commit: string): void {
  if (revision === commit) return;
  const path = join(repositoryFolder(cacheFolder, id), "refs", revision);
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

/**
 * Stores a file's bytes in the cache and links it into the snapshot: whole and with the right hash, or not at all.
 * Does nothing if the snapshot has it; only links if another snapshot brought the same content.
 * @throws Error if size or hash are not as announced.
 */
export async function storeInCache(
  snapshot: string,
  file: HubFile,
  open: () => Promise<AsyncIterable<Uint8Array>>,
  onBytes: (count: number) => void,
): Promise<void> {
  const pointer = join(snapshot, ...file.path.split("/"));
  if (existsSync(pointer)) return;
  const blob = join(dirname(dirname(snapshot)), "blobs", file.etag);
  if (!existsSync(blob)) await writeBlob(blob, file, await open(), onBytes);
  mkdirSync(dirname(pointer), { recursive: true });
  rmSync(pointer, { force: true }); // a link whose blob was deleted
  try {
    symlinkSync(relative(dirname(pointer), blob), pointer);
  } catch {
    copyFileSync(blob, pointer); // Windows without the right to make links
  }
}

async function writeBlob(
  path: string,
  { sizeBytes, etag }: HubFile,
  chunks: AsyncIterable<Uint8Array>,
  onBytes: (count: number) => void,
): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${randomBytes(4).toString("hex")}.incomplete`;
  const file = openSync(temporary, "w");
  try {
    const hash = etag.length === 64 ? createHash("sha256") : createHash("sha1").update(`blob ${sizeBytes}\0`);
    let received = 0;
    for await (const chunk of chunks) {
      hash.update(chunk);
      for (let at = 0; at < chunk.byteLength;) at += writeSync(file, chunk, at);
      received += chunk.byteLength;
      onBytes(chunk.byteLength);
    }
    if (received !== sizeBytes) throw new Error(`${sizeBytes} bytes expected, ${received} received`);
    if (hash.digest("hex") !== etag) throw new Error("the content does not have the announced hash");
    fsyncSync(file);
  } catch (error) {
    closeSync(file);
    rmSync(temporary, { force: true });
    throw error;
  }
  closeSync(file);
  renameSync(temporary, path);
}
