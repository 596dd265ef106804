/** Batches + model + loss → trained parameters, checkpoints, run record; grids of such runs. */
export { createLoss, lossConfigSchema, type LossConfig } from "./losses/create-loss.ts";
export { evaluateSplit, type SplitEvaluation } from "./report/split-evaluation.ts";
export { formatDuration } from "./report/progress-line.ts";
export { neverBegun, removeRun } from "./folder/run-lock.ts";
export { train } from "./run/train.ts";
export type { TrainOptions, TrainResult } from "./run/train-options.ts";
export { parseTrainingConfig, readTrainingConfig, type TrainingConfig } from "./config/training-config.ts";
export { parseGridConfig, type GridConfig } from "./config/grid-config.ts";
export { isGridDirectory, readGridRecord, type GridRecord, type Trial, type TrialStatus } from "./grid/grid-record.ts";
export { gridTable, type GridTable } from "./grid/grid-table.ts";
export { runGrid, type GridOptions, type GridResult } from "./grid/run-grid.ts";
export { tiedWithWinner } from "./grid/tied-trials.ts";
export type { SettingResult } from "./grid/setting-results.ts";
export { planTrials, type PlannedTrial } from "./grid/trials.ts";
export { countEpochTokens, type EpochTokens } from "./plan/epoch-tokens.ts";
export { measureTokensPerSecond } from "./run/measure-speed.ts";
export { TrainingInterrupted } from "./folder/interrupted.ts";
export { examplesOf, loadBase, planTraining, type TrainingInputs, type TrainingPlan } from "./plan/training-plan.ts";
export { distill, type DistillOptions } from "./distill/distill.ts";
export { formatQuality, type DistillationQuality, type DistillResult } from "./distill/distillation-report.ts";
/** The pieces of a training step, for loops of one's own: see examples/train-by-hand.ts. */
export { pairFeeds, pairObjective } from "./losses/pair-objective.ts";
export { createAdamWState } from "./optim/adamw-state.ts";
export { scheduleFactor } from "./optim/schedules.ts";
export { embeddingTables, TrainableParameters } from "./step/trainable-parameters.ts";
export { TrainingStep } from "./step/training-step.ts";
export { updateParameters } from "./step/update-parameters.ts";
