/** Batches + model + loss → trained parameters, checkpoints, run record; grids of such runs. */
export { createLoss, lossConfigSchema, type LossConfig } from "./losses/create-loss.ts";
export { evaluateSplit, type SplitEvaluation } from "./epoch-evaluation.ts";
export { formatDuration } from "./progress-line.ts";
export { neverBegun, removeRun } from "./run-lock.ts";
export { train, type TrainOptions, type TrainResult } from "./train.ts";
export { parseTrainingConfig, readTrainingConfig, type TrainingConfig } from "./training-config.ts";
export { parseGridConfig, type GridConfig } from "./grid/grid-config.ts";
export { isGridDirectory, readGridRecord, type GridRecord, type Trial, type TrialStatus } from "./grid/grid-record.ts";
export { gridTable, type GridTable } from "./grid/grid-table.ts";
export { runGrid, type GridOptions, type GridResult } from "./grid/run-grid.ts";
export type { SettingResult } from "./grid/setting-results.ts";
export { planTrials, type PlannedTrial } from "./grid/trials.ts";
export { countEpochTokens, measureTokensPerSecond, type EpochTokens } from "./training-cost.ts";
export { TrainingInterrupted } from "./training-interrupted.ts";
export { examplesOf, loadBase, planTraining, type TrainingInputs, type TrainingPlan } from "./training-plan.ts";
export { distill, type DistillOptions } from "./distill/distill.ts";
export { formatQuality, type DistillationQuality, type DistillResult } from "./distill/distillation-report.ts";
