/** Batches + model + loss → trained parameters, checkpoints, run record. */
export { createLoss, lossConfigSchema, type LossConfig } from "./losses/create-loss.ts";
export { evaluateSplit, type SplitEvaluation } from "./epoch-evaluation.ts";
export { formatDuration } from "./progress-line.ts";
export { train, type TrainOptions, type TrainResult } from "./train.ts";
export { parseTrainingConfig, readTrainingConfig, type TrainingConfig } from "./training-config.ts";
export { TrainingInterrupted } from "./training-interrupted.ts";
export { examplesOf, loadBase, planTraining, type TrainingPlan } from "./training-plan.ts";
export { distill, type DistillOptions } from "./distill/distill.ts";
export { formatQuality, type DistillationQuality, type DistillResult } from "./distill/distillation-report.ts";
