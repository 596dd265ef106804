import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface MetricsLine {
  step: number;
  epoch: number;
  loss: number;
  learningRate: number;
  gradientNorm: number;
  hardPositives: number | null;
}

export function metricsOf(run: string): MetricsLine[] {
  return readFileSync(join(run, "metrics.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as MetricsLine);
}

export const runRecordOf = (run: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(run, "run.json"), "utf8")) as Record<string, unknown>;

export const finalMetricsOf = (run: string): Record<string, number> =>
  JSON.parse(readFileSync(join(run, "final-metrics.json"), "utf8")) as Record<string, number>;

/** Names of the checkpoints of a run, oldest first. */
export function checkpointsOf(run: string): string[] {
  const folder = join(run, "checkpoints");
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

/** Every byte that has to be the same in two runs of a config: the model's folder, metrics and evaluations. */
export function reproducibleFiles(run: string): Record<string, string> {
  const files = ["metrics.jsonl", "final-metrics.json", ...filesUnder(run, "model"), ...filesUnder(run, "eval")];
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(run, file)).toString("base64")]));
}

/** Names of the files that differ between two runs. */
export function differingFiles(left: string, right: string): string[] {
  const [a, b] = [reproducibleFiles(left), reproducibleFiles(right)];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((file) => a[file] !== b[file]);
}

function filesUnder(run: string, folder: string): string[] {
  return readdirSync(join(run, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(run.length + 1))
    .sort();
}
