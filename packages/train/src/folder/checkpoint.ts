import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import {
  IntentsmithError,
  messageOf,
  readInputFile,
  readJsonFile,
  sha256,
  writeAndSync,
  writeDirectoryAtomic,
  type Logger,
} from "@intentsmith/core";
import type { Floats } from "@intentsmith/model";

/** Where a run stands, apart from the big arrays. */
export interface TrainingProgress {
  /** Optimizer steps done. */
  step: number;
  /** The epoch to go on in, and how many of its batches are done. */
  epoch: number;
  batch: number;
  /** Decay that untouched embedding rows owe. */
  untouchedDecay: number;
  /** Best epoch so far; its model is in the run's `model` folder. `value` is null where the metric is NaN or absent. */
  best: { epoch: number; value: number | null } | null;
  /** Epochs since the best one. */
  epochsWithoutGain: number;
  /** Whether training stopped early. */
  stopped: boolean;
}

/** Where a run stands before its first step. */
export const unstarted = (): TrainingProgress => ({
  step: 0,
  epoch: 0,
  batch: 0,
  untouchedDecay: 1,
  best: null,
  epochsWithoutGain: 0,
  stopped: false,
});

export interface CheckpointArrays {
  parameters: Floats;
  firstMoments: Floats;
  secondMoments: Floats;
}

interface CheckpointRecord {
  format: 1;
  /** Of the resolved config and the data: another config's checkpoint is foreign. */
  configHash: string;
  progress: TrainingProgress;
  files: Record<string, { sizeBytes: number; sha256: string }>;
}

const arrayNames = ["parameters", "firstMoments", "secondMoments"] as const;
const recordFile = "checkpoint.json";

/**
 * Step and the epoch to go on in, so that the order of names is the order of writing and the end of an epoch never
 * replaces what its last step wrote.
 */
const folderName = ({ step, epoch }: TrainingProgress): string =>
  `step-${String(step).padStart(9, "0")}-epoch-${String(epoch).padStart(5, "0")}`;
const folderPattern = /^step-\d{9}-epoch-\d{5}$/;

/** Writes a checkpoint under `folder` atomically and durably, then removes all but the newest `keep`. */
export async function writeCheckpoint(
  folder: string,
  configHash: string,
  progress: TrainingProgress,
  arrays: CheckpointArrays,
  keep: number,
): Promise<string> {
  const path = join(folder, folderName(progress));
  await writeDirectoryAtomic(
    path,
    (temporary) => {
      const files: CheckpointRecord["files"] = {};
      for (const name of arrayNames) {
        const array = arrays[name];
        const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
        writeAndSync(join(temporary, `${name}.bin`), bytes);
        files[`${name}.bin`] = { sizeBytes: bytes.byteLength, sha256: sha256(bytes) };
      }
      const record: CheckpointRecord = { format: 1, configHash, progress, files };
      writeAndSync(join(temporary, recordFile), encodeRecord(record));
    },
    { replace: true },
  );
  for (const old of checkpointFolders(folder).slice(keep)) rmSync(join(folder, old), { recursive: true, force: true });
  return path;
}

/**
 * Finds the newest intact checkpoint, copies its arrays in and returns its progress; damaged ones before it are named
 * to the logger, passed over and removed. Returns undefined if there is none at all.
 * @throws CHECKPOINT_UNUSABLE if all are damaged, or one belongs to another config or data set.
 */
export function restoreCheckpoint(
  folder: string,
  configHash: string,
  arrays: CheckpointArrays,
  logger: Logger,
): TrainingProgress | undefined {
  const damaged: string[] = [];
  for (const name of checkpointFolders(folder)) {
    const path = join(folder, name);
    try {
      const progress = readCheckpoint(path, configHash, arrays);
      if (damaged.length > 0) logger.warn(`going on from the checkpoint before: ${path}`);
      for (const broken of damaged) rmSync(broken, { recursive: true, force: true });
      return progress;
    } catch (error) {
      if (error instanceof IntentsmithError && error.code === "CHECKPOINT_UNUSABLE") throw error;
      logger.warn(`damaged checkpoint: ${messageOf(error)}`);
      damaged.push(path);
    }
  }
  if (damaged.length === 0) return undefined;
  throw new IntentsmithError("CHECKPOINT_UNUSABLE", `${folder}: all checkpoints are damaged (${damaged.length})`, {
    hint: "Start again in another folder (distill: remove the .work folder).",
  });
}

function readCheckpoint(path: string, configHash: string, arrays: CheckpointArrays): TrainingProgress {
  const record = decodeRecord(join(path, recordFile));
  if (record.format !== 1 || record.configHash !== configHash) {
    throw new IntentsmithError("CHECKPOINT_UNUSABLE", `${path}: it belongs to another config, data set or base model`, {
      hint: "Resume with the config the run was started with, or start anew (distill: remove the .work folder).",
    });
  }
  const contents = arrayNames.map((name): Buffer => {
    const file = join(path, `${name}.bin`);
    const bytes = readInputFile(file, "the checkpoint");
    const expected = record.files[`${name}.bin`];
    if (bytes.byteLength !== expected?.sizeBytes || bytes.byteLength !== arrays[name].byteLength) {
      throw new Error(`${file}: expected ${expected?.sizeBytes} bytes, found ${bytes.byteLength}`);
    }
    if (sha256(bytes) !== expected.sha256) throw new Error(`${file}: its checksum does not match`);
    return bytes;
  });
  for (const [i, name] of arrayNames.entries()) {
    const target = arrays[name];
    new Uint8Array(target.buffer, target.byteOffset, target.byteLength).set(contents[i] as Buffer);
  }
  return record.progress;
}

/** The record and, around it, its own checksum: a flipped byte in it must not pass for another step or config. */
function encodeRecord(record: CheckpointRecord): string {
  return `${JSON.stringify({ record, sha256: sha256(JSON.stringify(record)) }, null, 2)}\n`;
}

function decodeRecord(path: string): CheckpointRecord {
  const stored = readJsonFile(path, "the checkpoint") as { record?: CheckpointRecord; sha256?: string } | null;
  if (stored?.record === undefined || sha256(JSON.stringify(stored.record)) !== stored.sha256) {
    throw new Error(`${path}: its checksum does not match`);
  }
  return stored.record;
}

/** Newest first. Left-overs of a write that was cut off (hidden names) are removed. */
function checkpointFolders(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder);
  for (const name of names) if (name.startsWith(".")) rmSync(join(folder, name), { recursive: true, force: true });
  return names
    .filter((name) => folderPattern.test(name))
    .sort()
    .reverse();
}
