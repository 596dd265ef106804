import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseRecord, readJsonFile, writeFileAtomic } from "@intentsmith/core";
import { z } from "zod";
import { randomId } from "../api/random-id.ts";
import type { WandbSettings } from "../settings/wandb-settings.ts";

/** How far a run's upload has come. Counts only: where rows lie in a file may change, their numbers do not. */
export interface UploadState {
  /** The run's id at W&B. */
  runId: string;
  /** The server that the rest is about. */
  baseUrl: string;
  /** Page of the run, once the server has it. */
  url: string | null;
  /** Server line of our first history row: rows that a run of this id had before. Null before the first contact. */
  historyBase: number | null;
  /** Rows of `metrics.jsonl` that the server has. */
  historyRows: number;
  consoleBase: number;
  consoleLines: number;
  /** Run files that the server has, by name, with the hash of what was sent. */
  files: Record<string, string>;
  artifactDigest: string | null;
  /** The server was told how the run ended. */
  complete: boolean;
}

const uploadStateSchema: z.ZodType<UploadState> = z.object({
  // It becomes part of a folder's name.
  runId: z.string().regex(/^[^:;,#?/'\\]+$/, "expected an id of W&B"),
  baseUrl: z.string(),
  url: z.string().nullable(),
  historyBase: z.number().nullable(),
  historyRows: z.number(),
  consoleBase: z.number(),
  consoleLines: z.number(),
  files: z.record(z.string(), z.string()),
  artifactDigest: z.string().nullable(),
  complete: z.boolean(),
});

function statePath(run: string): string {
  return join(run, "wandb", "upload-state.json");
}

/** The state of a run's upload to this server, or undefined if there was none. @throws FILE_MALFORMED */
export function readUploadState(run: string): UploadState | undefined {
  const path = statePath(run);
  if (!existsSync(path)) return undefined;
  return parseRecord(uploadStateSchema, readJsonFile(path, "the upload's state"), path);
}

export function writeUploadState(run: string, state: UploadState): void {
  writeFileAtomic(statePath(run), `${JSON.stringify(state, null, 2)}\n`);
}

/** The state to start with: what is on disk if it is about this server, else a fresh one that keeps the run's id. */
export function openUploadState(run: string, settings: Pick<WandbSettings, "runId" | "baseUrl">): UploadState {
  const known = readUploadState(run);
  if (known?.baseUrl === settings.baseUrl) return known;
  const state = freshState(known?.runId ?? settings.runId ?? randomId(8), settings.baseUrl);
  writeUploadState(run, state);
  return state;
}

/** Nothing sent yet. */
export function freshState(runId: string, baseUrl: string): UploadState {
  return {
    runId,
    baseUrl,
    url: null,
    historyBase: null,
    historyRows: 0,
    consoleBase: 0,
    consoleLines: 0,
    files: {},
    artifactDigest: null,
    complete: false,
  };
}
