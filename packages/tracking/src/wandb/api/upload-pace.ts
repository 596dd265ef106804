import { defaultPace, type RetryPace } from "./retry.ts";
import type { WandbSettings } from "../settings/wandb-settings.ts";

/** All the waits of an upload, in milliseconds. Tests shorten them. */
export interface UploadPace extends RetryPace {
  /** Between looks at the run's files. */
  intervalMs: number;
  /** After so long without a request, an empty one says that the run is alive. */
  heartbeatMs: number;
}

export function uploadPace(settings: WandbSettings, changes: Partial<UploadPace> = {}): UploadPace {
  return { ...defaultPace, intervalMs: settings.transmitIntervalSeconds * 1000, heartbeatMs: 30_000, ...changes };
}
