/** Batches + model + loss → trained parameters, checkpoints, run record; grids of such runs. */
export { evaluateSplit, type SplitEvaluation } from "./report/split-evaluation.ts";
export { formatDuration } from "./report/progress-line.ts";
export { neverBegun, refuseBegun, removeRun } from "./folder/run-lock.ts";
export { fit, type FitResult } from "./fit/fit.ts";
export type { FitOptions } from "./fit/fit-options.ts";
export { isFitDirectory, readFitRecord, type FitOutcome, type FitRecord } from "./fit/fit-record.ts";
export { formatSeen, SeenTexts, seenShare } from "./folder/seen-texts.ts";
export { saveUntrainedModel, type UntrainedModel } from "./folder/untrained-folder.ts";
export { updateTrainedModelRecord } from "./folder/trained-folder.ts";
export { train } from "./run/train.ts";
export type { TrainOptions, TrainResult } from "./run/train-options.ts";
export {
  parseTrainingConfig,
  readTrainingConfig,
  type TrainingConfig,
  type WrittenConfig,
} from "./config/training-config.ts";
export type { GridConfig } from "./config/grid-config.ts";
export { isGridDirectory, readGridRecord, type GridRecord, type Trial, type TrialStatus } from "./grid/grid-record.ts";
export { gridTable, type GridTable } from "./grid/grid-table.ts";
export { runGrid, type GridOptions, type GridResult } from "./grid/run-grid.ts";
export { otherTextsNote, sawOtherTexts, tiedWithWinner } from "./grid/tied-trials.ts";
export { rankSettings, type SettingResult } from "./grid/setting-results.ts";
export { countEpochTokens, type EpochTokens } from "./plan/epoch-tokens.ts";
export { measureTokensPerSecond } from "./run/measure-speed.ts";
export { TrainingInterrupted } from "./folder/interrupted.ts";
export { examplesOf, planTraining, type TrainingInputs, type TrainingPlan } from "./plan/training-plan.ts";
export { distill, type DistillOptions } from "./distill/distill.ts";
export { formatQuality, type DistillationQuality, type DistillResult } from "./distill/distillation-report.ts";
export { crossValidateTraining, type FoldsOptions } from "./folds/cross-validate-training.ts";
export { isFoldsDirectory, readFoldsRecord, type FoldResult, type FoldsRecord } from "./folds/folds-record.ts";
export { summariseFolds, type FoldsSummary } from "./folds/folds-summary.ts";
export { findSuspects, type JudgedLabel, type SuspectOptions, type Suspects } from "./suspects/find-suspects.ts";
/** The pieces of a training step, for loops of one's own: see examples/train-by-hand.ts. */
export { batchFeeds, batchObjective } from "./losses/batch-objective.ts";
export { contrastiveLoss } from "./losses/contrastive.ts";
export { labelSoftmaxLoss } from "./losses/label-softmax.ts";
export { labelVectorsLoss } from "./losses/label-vectors.ts";
export type { BatchValues, Loss, LossValues, Objective, OwnParameter } from "./losses/loss.ts";
export { onlineContrastiveLoss } from "./losses/online-contrastive.ts";
export { supervisedContrastiveLoss } from "./losses/supervised-contrastive.ts";
export { createAdamWState } from "./optim/adamw-state.ts";
export { scheduleFactor } from "./optim/schedules.ts";
export { embeddingTables, TrainableParameters } from "./step/trainable-parameters.ts";
export { TrainingStep } from "./step/training-step.ts";
export { updateParameters } from "./step/update-parameters.ts";
