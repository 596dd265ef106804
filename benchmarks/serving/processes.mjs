import { execFile, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "../shared/machine.mjs";

const bin = join(root, "packages/cli/bin/intentsmith.js");

export const runIntentsmith = (args) => promisify(execFile)(process.execPath, [bin, ...args]);

/** Runs a script on one core and returns what it prints, parsed. */
export async function onOneCore(core, script, args) {
  const { stdout } = await promisify(execFile)("taskset", ["-c", String(core), process.execPath, script, ...args]);
  return JSON.parse(stdout);
}

/** `intentsmith serve` on one core, both of its processes. */
export async function startService(core, folder, { work, store }, settings = []) {
  const set = settings.flatMap((setting) => ["--set", setting]);
  const args = ["-c", String(core), process.execPath, bin, "serve", "--model", folder, "--port", "0"];
  args.push("--store", store, "--data-dir", join(work, "data"), ...set);
  const child = spawn("taskset", args, { stdio: ["ignore", "pipe", "inherit"] });
  const url = await new Promise((resolve, reject) => {
    child.stdout.on("data", (text) => {
      const [, found] = /listening on (\S+)/.exec(String(text)) ?? [];
      if (found !== undefined) resolve(found);
    });
    child.once("exit", (code) => reject(new Error(`serve ended with ${code}`)));
  });
  let most = 0;
  const pids = [child.pid, ...childrenOf(child.pid)];
  const timer = setInterval(() => (most = Math.max(most, residentBytes(pids))), 200);
  return {
    url,
    residentBytes: () => residentBytes(pids),
    mostResidentBytes: () => most,
    async stop() {
      clearInterval(timer);
      child.kill("SIGTERM");
      await new Promise((gone) => child.once("exit", gone));
    },
  };
}

function childrenOf(pid) {
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name) && parentOf(name) === pid);
}

function parentOf(pid) {
  try {
    return Number(
      readFileSync(`/proc/${pid}/stat`, "utf8")
        .replace(/^.*\) /, "")
        .split(" ")[1],
    );
  } catch {
    return undefined;
  }
}

function residentBytes(pids) {
  return pids.reduce((sum, pid) => {
    try {
      return sum + 1024 * Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
    } catch {
      return sum;
    }
  }, 0);
}
