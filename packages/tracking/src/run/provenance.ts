import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism, cpus, hostname, release, totalmem } from "node:os";
import { redactUrl } from "@intentsmith/core";

/** The machine a run was made on: what can change the last bits of a result, and what a timing means. */
export interface MachineInfo {
  host: string;
  /** `linux-x64` and the like. */
  platform: string;
  osRelease: string;
  processor: string;
  /** Logical processors that this process may use. */
  processors: number;
  memoryBytes: number;
}

export function collectMachine(): MachineInfo {
  return {
    host: hostname(),
    platform: `${process.platform}-${process.arch}`,
    osRelease: release(),
    processor: cpus()[0]?.model.trim() ?? "unknown",
    processors: availableParallelism(),
    memoryBytes: totalmem(),
  };
}

/**
 * Versions by name: Node's and those of the given packages, each named with the file URL of its `package.json`
 * (`import.meta.resolve("pkg/package.json")`) so that the version is that of the copy really loaded.
 */
export function collectVersions(packages: Readonly<Record<string, string | URL>> = {}): Record<string, string> {
  const versions: Record<string, string> = { node: process.versions.node };
  for (const [name, manifest] of Object.entries(packages)) {
    const { version } = JSON.parse(readFileSync(new URL(manifest), "utf8")) as { version?: string };
    versions[name] = version ?? "unknown";
  }
  return versions;
}

/** The commit that `directory` is at, with `-dirty` if tracked files differ; null outside a git repository. */
export function gitCommit(directory: string): string | null {
  const commit = git(directory, ["rev-parse", "HEAD"]);
  if (commit === null) return null;
  const changes = git(directory, ["status", "--porcelain", "--untracked-files=no"]);
  return changes === "" ? commit : `${commit}-dirty`;
}

/** The address of the remote `origin` without credentials; null if there is none. */
export function gitRemote(directory: string): string | null {
  const remote = git(directory, ["remote", "get-url", "origin"]);
  return remote === null ? null : redactUrl(remote);
}

function git(directory: string, commands: string[]): string | null {
  try {
    return execFileSync("git", commands, {
      cwd: directory,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      timeout: 10_000,
    }).trim();
  } catch {
    return null;
  }
}
