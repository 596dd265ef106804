import type { UploadOutcome } from "./run-upload.ts";
import type { UploadPace } from "../api/upload-pace.ts";
import type { WandbSettings } from "../settings/wandb-settings.ts";

/** What the uploader's thread is started with. */
export interface WorkerStart {
  run: string;
  settings: WandbSettings;
  pace: UploadPace;
  /** One Int32: 1 once someone pressed Stop. Shared, because the main thread may be busy for seconds. */
  stopFlag: SharedArrayBuffer;
}

/** From the thread. */
export type WorkerMessage =
  | { kind: "url"; url: string }
  /** A request failed and will be tried again. */
  | { kind: "retry"; reason: string }
  | { kind: "done"; outcome: UploadOutcome };

/** To the thread: the run has ended and everything about it is on disk. */
export const runEnded = "run-ended";
