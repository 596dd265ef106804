import { exampleSettings, quickPace } from "./example-run.ts";
import { type UploadControl, type UploadOutcome, uploadRun } from "../wandb/upload/run-upload.ts";
import { Transport } from "../wandb/api/transport.ts";
import type { UploadPace } from "../wandb/api/upload-pace.ts";
import type { WandbSettings } from "../wandb/settings/wandb-settings.ts";

/** Uploads a run that has ended, in this thread. */
export async function uploadEnded(
  run: string,
  baseUrl: string,
  changes: {
    settings?: Partial<WandbSettings>;
    pace?: Partial<UploadPace>;
    control?: Partial<UploadControl>;
    onRetry?: (reason: string) => void;
  } = {},
): Promise<UploadOutcome> {
  const settings = { ...exampleSettings(baseUrl), ...changes.settings };
  const pace = { ...quickPace, ...changes.pace };
  const transport = new Transport(settings, {
    patienceMs: 3000,
    ...(changes.onRetry === undefined ? {} : { onRetry: changes.onRetry }),
  });
  try {
    return await uploadRun(run, settings, transport, pace, {
      isEnded: () => true,
      intervalMs: pace.intervalMs,
      heartbeatMs: pace.heartbeatMs,
      ...changes.control,
    });
  } finally {
    await transport.close();
  }
}
