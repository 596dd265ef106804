import { join } from "node:path";
import { evaluationNames, evaluationPath, parseEvaluationLine } from "../run/evaluation-csv.ts";
import { type FinalMetrics, readFinalMetrics } from "../run/final-metrics.ts";
import { readWholeLines } from "../run/line-file.ts";
import { decodeRow } from "../run/metrics-row.ts";
import { readRunRecord, type RunRecord } from "../run/run-record.ts";

/** All that a run's folder says of its course. */
export interface RunHistory {
  path: string;
  record: RunRecord;
  /** `metrics.jsonl`: a row a step (loss, learningRate, gradientNorm, …). */
  steps: ({ step: number } & Record<string, number | null>)[];
  /** `timing.jsonl`: a row a step (seconds, tokensPerSecond, runtime, …). */
  timing: ({ step: number } & Record<string, number | null>)[];
  /** Every evaluator's rows by its name, such as `accuracy_evaluation_validation`; columns as in its CSV. */
  evaluations: Record<string, Record<string, number>[]>;
  finalMetrics: FinalMetrics;
}

/** Reads a run's folder, finished or not. @throws FILE_NOT_FOUND, FILE_MALFORMED for what is not an intact run. */
export function readRunHistory(path: string): RunHistory {
  const rows = (name: string): RunHistory["steps"] => {
    const file = join(path, name);
    return readWholeLines(file).map((line, i) => decodeRow(line, `${file}: line ${i + 1}`));
  };
  const evaluations = evaluationNames(path).map((name) => {
    const [header = "", ...lines] = readWholeLines(evaluationPath(path, name));
    return [name, lines.map((line) => parseEvaluationLine(header, line))] as const;
  });
  return {
    path,
    record: readRunRecord(path),
    steps: rows("metrics.jsonl"),
    timing: rows("timing.jsonl"),
    evaluations: Object.fromEntries(evaluations),
    finalMetrics: readFinalMetrics(path),
  };
}
