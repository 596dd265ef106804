import type { TrainedModelRecord } from "@intentsmith/classifier";
import type { TrainingConfig } from "../config/training-config.ts";
import { labelRecord } from "../folder/trained-folder.ts";
import type { TrainingPlan } from "../plan/training-plan.ts";
import type { RunLog } from "../report/run-log.ts";

/** What a saved model says of itself. */
export function modelRecord(
  config: TrainingConfig,
  plan: TrainingPlan,
  log: RunLog,
  metrics: Record<string, number>,
  answers: Pick<TrainedModelRecord, "head" | "decision"> = {},
): TrainedModelRecord {
  const { head, decision } = answers;
  return {
    format: head === undefined && decision === undefined ? 1 : 2,
    ...labelRecord(plan.dataset),
    base: config.model.base,
    maxSequenceLength: plan.model.maxSequenceLength,
    metrics: Object.fromEntries(Object.entries(metrics).filter(([, value]) => Number.isFinite(value))),
    config: { ...config },
    versions: log.directory.record.versions,
    ...(head === undefined ? {} : { head }),
    ...(decision === undefined ? {} : { decision }),
  };
}

/** Metrics with the split's name before them. */
export function prefixed(split: string, metrics: Record<string, number> = {}): Record<string, number> {
  return Object.fromEntries(Object.entries(metrics).map(([name, value]) => [`${split}_${name}`, value]));
}
