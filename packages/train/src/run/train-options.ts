import { expected, type ArgumentCheck, type Logger } from "@intentsmith/core";
import type { Engine } from "@intentsmith/graph";
import type { HeadConfig } from "../head/head-config.ts";
import type { TrainingPlan } from "../plan/training-plan.ts";
import type { SplitEvaluation } from "../report/split-evaluation.ts";

export interface TrainOptions {
  /** The run's folder; it must not exist unless `resume` is set. */
  out: string;
  /** Go on from the newest intact checkpoint in `out`; a damaged one is named to the logger and the one before used. */
  resume?: boolean;
  logger?: Logger;
  /** Aborted with the reason "SIGINT" or "SIGTERM": the step is finished, a checkpoint written, TrainingInterrupted thrown. */
  signal?: AbortSignal;
  /** Kept in the run's record. */
  commandLine?: readonly string[];
  /** The grid that the run is a trial of. */
  group?: string;
  /** The plan of this config (by `planTraining`), already made; it is not changed. */
  plan?: TrainingPlan;
  /** Leave the checkpoints of the finished run on disk; by default they go, as nothing can be resumed from them. */
  keepCheckpoints?: boolean;
  /** Runs every graph: training, frozen layers, evaluation. By default onnxruntime with the config's threads. */
  engine?: Engine;
  /** Evaluate the test split at the end (default true); a grid does so only for its winner. */
  test?: boolean;
}

export const trainOptions: ArgumentCheck = expected.options<TrainOptions>(
  {
    out: expected.path,
    resume: expected.flag,
    logger: expected.object,
    signal: expected.object,
    commandLine: expected.texts,
    group: expected.text,
    plan: expected.object,
    keepCheckpoints: expected.flag,
    engine: expected.object,
    test: expected.flag,
  },
  ["out"],
);

export interface TrainResult {
  runDirectory: string;
  /** Folder of the best epoch's model. */
  modelDirectory: string;
  bestEpoch: number;
  /** With `train.refitHead`: the head that was kept, with every setting; absent if what was trained is better. */
  refittedHead?: HeadConfig;
  /** Of the best epoch. Absent if there is no such split. */
  validation?: SplitEvaluation;
  test?: SplitEvaluation;
  steps: number;
  tokens: number;
  /** Wall time of training steps and epoch ends, in seconds; of this process if the run was resumed. */
  seconds: number;
}
