import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from "node:os";
import { join } from "node:path";

export const root = join(import.meta.dirname, "..", "..");

/** What a number depends on: processor, memory, system, versions, commit, and how busy the machine was. */
export function describeMachine() {
  return {
    processor: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    vectorUnits: vectorUnits(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.version,
    onnxruntime: versionOf("onnxruntime-node"),
    commit: commit(),
    loadBefore: loadavg()[0],
  };
}

function vectorUnits() {
  if (!existsSync("/proc/cpuinfo")) return "unknown";
  const flags = new Set(/^flags\s*:(.*)$/m.exec(readFileSync("/proc/cpuinfo", "utf8"))?.[1]?.split(" ") ?? []);
  return ["avx2", "fma", "avx512f", "avx512_vnni", "amx_tile"].filter((flag) => flags.has(flag)).join(" ");
}

function versionOf(name) {
  const graph = createRequire(join(root, "packages", "graph", "package.json"));
  return graph(`${name}/package.json`).version;
}

/** The commit; "+" if tracked files differ from it. */
function commit() {
  try {
    const git = (...args) => execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim();
    return (
      git("rev-parse", "--short", "HEAD") + (git("status", "--porcelain", "--untracked-files=no") === "" ? "" : "+")
    );
  } catch {
    return "unknown";
  }
}
