import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";

/** The environment variables that matter here; `process.env` fits. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A commit on the hub: 40 hexadecimal digits. */
export const commitPattern: RegExp = /^[0-9a-f]{40}$/;

/** The folder that Python's huggingface_hub keeps downloads in; shared with it. An empty variable counts as unset. */
export function hubCacheFolder(env: Environment): string {
  const explicit = env["HF_HUB_CACHE"] || env["HUGGINGFACE_HUB_CACHE"];
  return explicit ? expandHome(explicit) : join(hubHome(env), "hub");
}

/** Where huggingface_hub keeps everything: the cache and the token. */
export function hubHome(env: Environment): string {
  return expandHome(env["HF_HOME"] || join(env["XDG_CACHE_HOME"] || join("~", ".cache"), "huggingface"));
}

function expandHome(path: string): string {
  return path === "~" || path.startsWith("~/") ? join(homedir(), path.slice(1)) : path;
}

/** A model's part of the cache: `refs/` name → commit, `blobs/` by content, `snapshots/<commit>/` links to blobs. */
export function repositoryFolder(cacheFolder: string, id: string): string {
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

/** `organisation/name@commit` for a snapshot folder of the cache. */
export function hubSourceOf(folder: string): string | undefined {
  const absolute = resolve(folder);
  const snapshots = dirname(absolute);
  const repository = basename(dirname(snapshots));
  if (basename(snapshots) !== "snapshots" || !repository.startsWith("models--")) return undefined;
  return `${repository.slice("models--".length).replaceAll("--", "/")}@${basename(absolute)}`;
}
