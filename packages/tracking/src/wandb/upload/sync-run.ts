import { resolve } from "node:path";
import { checkArguments, expected, IntentsmithError, type Logger } from "@intentsmith/core";
import { readRunRecord } from "../../run/run-record.ts";
import { noApiKey } from "../settings/api-key.ts";
import { checkRunFiles } from "../rows/inside-run.ts";
import { type UploadOutcome, uploadRun } from "./run-upload.ts";
import { Transport } from "../api/transport.ts";
import { takeUploadLock } from "./upload-lock.ts";
import { type UploadPace, uploadPace } from "../api/upload-pace.ts";
import { readUploadState } from "./upload-state.ts";
import { syncHint } from "./uploader.ts";
import type { WandbSettings } from "../settings/wandb-settings.ts";

export interface SyncResult {
  url: string | undefined;
  /** History rows on the server, and how many of them came with this call. */
  rows: number;
  newRows: number;
}

/**
 * Sends what the server lacks of a run on disk, going on where an earlier upload stood: `intentsmith runs sync`. A
 * run that was killed is closed as failed; if it is resumed later, its upload goes on.
 * @throws TRACKING_FAILED if something could not be sent (each request is tried for `initTimeoutSeconds`);
 * TRACKING_NO_KEY; FILE_NOT_FOUND if no run is at `path`; ARGUMENT_INVALID for a file that is a link out of the run.
 */
export async function syncRun(
  path: string,
  settings: WandbSettings,
  logger: Logger,
  options: { pace?: Partial<UploadPace> } = {},
): Promise<SyncResult> {
  checkArguments("syncRun", { path: [path, expected.path], settings: [settings, expected.object] });
  const run = resolve(path);
  readRunRecord(run);
  checkRunFiles(run);
  if (settings.apiKey === undefined) throw noApiKey(settings.baseUrl);
  using _lock = takeUploadLock(run);
  const before = readUploadState(run);
  const sentBefore = before?.baseUrl === settings.baseUrl ? before.historyRows : 0;
  const transport = new Transport(settings, {
    patienceMs: settings.initTimeoutSeconds * 1000,
    onRetry: (reason) => logger.progress(`Trying again: ${reason}`),
  });
  const pace = uploadPace(settings, options.pace);
  let outcome: UploadOutcome;
  try {
    outcome = await uploadRun(run, settings, transport, pace, {
      isEnded: () => true,
      intervalMs: pace.intervalMs,
      heartbeatMs: pace.heartbeatMs,
      onUrl: (url) => logger.info(`Weights & Biases: ${url}`),
    });
  } finally {
    await transport.close();
  }
  if (!outcome.complete) {
    throw new IntentsmithError("TRACKING_FAILED", `${run}: ${outcome.message ?? "not everything was sent"}`, {
      hint: `What arrived is kept. ${syncHint(run)}`,
    });
  }
  return { url: outcome.url, rows: outcome.rows, newRows: outcome.rows - sentBefore };
}
