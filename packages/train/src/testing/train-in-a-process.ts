import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const packageFolder = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Compiles this package, because a process of its own runs the compiled files. Only what comes out counts here; whether
 * the types hold is for `npm run check` to say.
 */
export function buildPackage(): void {
  const manifest = createRequire(join(packageFolder, "../../package.json")).resolve("typescript/package.json");
  const compiler = join(dirname(manifest), "bin/tsc");
  const result = spawnSync(process.execPath, [compiler, "-b", packageFolder], { encoding: "utf8" });
  if (!existsSync(join(packageFolder, "dist/index.js"))) throw new Error(result.stdout);
}

export interface TrainingJob {
  kind: "train" | "grid";
  /** As its author would write it. */
  config: Record<string, unknown>;
  grid?: Record<string, unknown>;
  out: string;
  resume: boolean;
  /** How much longer every fsync takes. */
  slowWriteMs?: number;
}

export interface FinishedProcess {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  stderr: string;
}

/** Trains in a process of its own; `onStart` may kill it. `path`: where the job is written for it. */
export function trainInAProcess(
  job: TrainingJob,
  onStart: (child: ChildProcess) => void = () => {},
  path = `${job.out}.job.json`,
): Promise<FinishedProcess> {
  writeFileSync(path, JSON.stringify(job));
  const script = fileURLToPath(new URL("training-process.mjs", import.meta.url));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, path], { stdio: ["ignore", "ignore", "pipe"] });
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", reject);
    child.on("close", (exitCode, signal) => resolve({ exitCode, signal, stderr }));
    onStart(child);
  });
}
