import { existsSync } from "node:fs";
import { join } from "node:path";
import { checkArguments, expected, parseRecord, readJsonFile, redact } from "@intentsmith/core";
import { z } from "zod";
import type { MachineInfo } from "./provenance.ts";
import { redactArguments } from "./redact-arguments.ts";

/** Everything that is known about a run before its first step. */
export interface RunInfo {
  id: string;
  name: string;
  /** The grid that this run is a trial of. */
  group?: string;
  /** The resolved config: every default filled in. */
  config: Record<string, unknown>;
  commandLine: readonly string[];
  versions: Record<string, string>;
  machine: MachineInfo;
  gitCommit: string | null;
  /** The repository's address without credentials. */
  gitRemote?: string | null;
  /** SHA-256 over the data's files and config. */
  dataHash: string;
  /** SHA-256 of each split's content and of the data's config, whatever the files are called. */
  dataHashes?: { config: string; splits: Record<string, string> } | undefined;
  /** Texts of all splits, those that the model reads cut, and those that it reads without their oldest turns. */
  inputs?: { texts: number; cut: number; withoutOldestTurns: number } | undefined;
  seed: number;
  /** ISO 8601, UTC. */
  startedAt: string;
}

export type RunStatus = "running" | "finished" | "failed" | "interrupted";

/** What `run.json` holds. */
export interface RunRecord extends RunInfo {
  status: RunStatus;
  exitCode: number | null;
  /** ISO 8601, UTC; null while the run goes on. */
  finishedAt: string | null;
  /** The exported model's folder, relative to the run's if inside it; null if nothing was exported. */
  modelDirectory: string | null;
}

const runRecordSchema = z.object({
  id: z.string().min(1),
  name: z.string(),
  group: z.string().optional(),
  config: z.record(z.string(), z.unknown()),
  commandLine: z.array(z.string()),
  versions: z.record(z.string(), z.string()),
  machine: z.object({
    host: z.string(),
    platform: z.string(),
    osRelease: z.string(),
    processor: z.string(),
    processors: z.number(),
    memoryBytes: z.number(),
  }),
  gitCommit: z.string().nullable(),
  gitRemote: z.string().nullable().optional(),
  dataHash: z.string(),
  dataHashes: z.object({ config: z.string(), splits: z.record(z.string(), z.string()) }).optional(),
  inputs: z.object({ texts: z.int(), cut: z.int(), withoutOldestTurns: z.int() }).optional(),
  seed: z.number(),
  startedAt: z.string(),
  status: z.enum(["running", "finished", "failed", "interrupted"]),
  exitCode: z.number().nullable(),
  finishedAt: z.string().nullable(),
  modelDirectory: z.string().nullable(),
});

/** The record of a run that starts now, with every credential taken out. */
export function newRunRecord(info: RunInfo): RunRecord {
  return {
    ...info,
    config: redact(info.config) as Record<string, unknown>,
    commandLine: redactArguments(info.commandLine),
    ...(info.gitRemote === undefined ? {} : { gitRemote: redact(info.gitRemote) as string | null }),
    status: "running",
    exitCode: null,
    finishedAt: null,
    modelDirectory: null,
  };
}

export function isRunDirectory(path: string): boolean {
  checkArguments("isRunDirectory", { path: [path, expected.path] });
  return existsSync(join(path, "run.json"));
}

/** Reads `run.json` of a run folder. @throws FILE_NOT_FOUND, FILE_MALFORMED */
export function readRunRecord(path: string): RunRecord {
  checkArguments("readRunRecord", { path: [path, expected.path] });
  const file = join(path, "run.json");
  return parseRecord(runRecordSchema, readJsonFile(file, "the run's record"), file) as RunRecord;
}
