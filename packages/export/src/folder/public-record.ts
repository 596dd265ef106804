import { existsSync } from "node:fs";
import type { TrainedModelRecord } from "@intentsmith/classifier";

/**
 * What of a trained model's record leaves the machine with an exported folder: labels, metrics, versions and how the
 * model was trained. Where its data lay and where its runs were sent stay behind; of a base in a local folder goes the
 * folder's name.
 */
export function publicRecord(record: TrainedModelRecord): TrainedModelRecord {
  const { model, train, evaluate } = record.config;
  const base = publicBase(record.base);
  return {
    format: record.format,
    labels: record.labels,
    ...(record.context === undefined ? {} : { context: record.context }),
    base,
    maxSequenceLength: record.maxSequenceLength,
    metrics: record.metrics,
    config: {
      ...(typeof model === "object" && model !== null ? { model: { ...model, base } } : {}),
      ...(train === undefined ? {} : { train }),
      ...(evaluate === undefined ? {} : { evaluate }),
    },
    versions: record.versions,
    dataHash: record.dataHash,
    ...(record.head === undefined ? {} : { head: record.head }),
    ...(record.decision === undefined ? {} : { decision: record.decision }),
  };
}

/**
 * A hub id or a shipped encoder's name stays; it has one slash at most, begins with a letter, digit or `_`, and no folder
 * is called so.
 */
function publicBase(base: string): string {
  const names = base.split(/[/\\]/);
  const isName = /^\w/.test(base) && !/^[A-Za-z]:|\\/.test(base) && names.length <= 2 && !existsSync(base);
  return isName ? base : (names.findLast((name) => name !== "") ?? "");
}
