/** Runs on disk, and the same runs at Weights & Biases. */
export type { EvaluationRow } from "./run/evaluation-csv.ts";
export { readFinalMetrics, type FinalMetrics } from "./run/final-metrics.ts";
export type { MetricsRow, TimingRow } from "./run/metrics-row.ts";
export { collectMachine, collectVersions, gitCommit, gitRemote, type MachineInfo } from "./run/provenance.ts";
export { RunDirectory, type RunEnd } from "./run/run-directory.ts";
export { isRunDirectory, readRunRecord, type RunInfo, type RunRecord, type RunStatus } from "./run/run-record.ts";
export { type ComparedKey, compareRuns, formatComparison, type RunComparison } from "./overview/compare-runs.ts";
export { formatRunList, listRuns, type RunList, type RunOrder } from "./overview/list-runs.ts";
export { readRunHistory, type RunHistory } from "./overview/run-history.ts";
export { formatRun, type RunOverview, showRun } from "./overview/run-overview.ts";
export { settingsForSync } from "./wandb/settings/destination.ts";
export { exportWandb } from "./wandb/offline/offline-log.ts";
export type { UploadOutcome } from "./wandb/upload/run-upload.ts";
export { syncRun, type SyncResult } from "./wandb/upload/sync-run.ts";
export type { UploadPace } from "./wandb/api/upload-pace.ts";
export { startUploader, type Uploader, type UploaderOptions } from "./wandb/upload/uploader.ts";
export { type WandbConfigInput, wandbConfigSchema } from "./wandb/settings/wandb-config.ts";
export { resolveWandbSettings, type SettingsSources, type WandbSettings } from "./wandb/settings/wandb-settings.ts";
