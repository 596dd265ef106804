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
  /** Best epoch so far by the validation metric; its model is in the run's `model` folder. */
  best: { epoch: number; value: number } | null;
  /** Epochs since the best one. */
  epochsWithoutGain: number;
  /** Whether the epoch's end (evaluation) has been done for `epoch − 1`. */
  stopped: boolean;
}

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
const folderPattern = /^step-(\d{9})$/;

/** Writes `step-…` under `folder` atomically and durably, then removes all but the newest `keep`. */
export async function writeCheckpoint(
  folder: string,
  configHash: string,
  progress: TrainingProgress,
  arrays: CheckpointArrays,
  keep: number,
): Promise<string> {
  const path = join(folder, `step-${String(progress.step).padStart(9, "0")}`);
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
      writeAndSync(join(temporary, "checkpoint.json"), `${JSON.stringify(record, null, 2)}\n`);
    },
    { replace: true },
  );
  for (const old of checkpointFolders(folder).slice(keep)) rmSync(join(folder, old), { recursive: true, force: true });
  return path;
}

/**
 * Finds the newest intact checkpoint, copies its arrays in and returns its progress; damaged ones are named to the
 * logger and passed over. Returns undefined if there is none at all.
 * @throws CHECKPOINT_UNUSABLE if all are damaged, or one belongs to another config or data set.
 */
export function restoreCheckpoint(
  folder: string,
  configHash: string,
  arrays: CheckpointArrays,
  logger: Logger,
): TrainingProgress | undefined {
  const candidates = checkpointFolders(folder);
  for (const name of candidates) {
    const path = join(folder, name);
    try {
      return readCheckpoint(path, configHash, arrays);
    } catch (error) {
      if (error instanceof IntentsmithError && error.code === "CHECKPOINT_UNUSABLE") throw error;
      logger.warn(`${path}: damaged checkpoint passed over: ${messageOf(error)}`);
    }
  }
  if (candidates.length === 0) return undefined;
  throw new IntentsmithError(
    "CHECKPOINT_UNUSABLE",
    `${folder}: none of the ${candidates.length} checkpoints is intact`,
    {
      hint: "Start the run again without --resume, into another folder.",
    },
  );
}

function readCheckpoint(path: string, configHash: string, arrays: CheckpointArrays): TrainingProgress {
  const record = readJsonFile(join(path, "checkpoint.json"), "the checkpoint") as CheckpointRecord;
  if (record.format !== 1 || record.configHash !== configHash) {
    throw new IntentsmithError("CHECKPOINT_UNUSABLE", `${path}: it belongs to another config, data set or version`, {
      hint: "Resume with the config the run was started with, or start a new run.",
    });
  }
  const contents = arrayNames.map((name) => {
    const bytes = readInputFile(join(path, `${name}.bin`), "the checkpoint");
    const expected = record.files[`${name}.bin`];
    if (bytes.byteLength !== expected?.sizeBytes || bytes.byteLength !== arrays[name].byteLength) {
      throw new Error(`${name}.bin: expected ${expected?.sizeBytes} bytes, found ${bytes.byteLength}`);
    }
    if (sha256(bytes) !== expected.sha256) throw new Error(`${name}.bin: checksum does not match`);
    return bytes;
  });
  for (const [i, name] of arrayNames.entries()) {
    const target = arrays[name];
    new Uint8Array(target.buffer, target.byteOffset, target.byteLength).set(contents[i] as Buffer);
  }
  return record.progress;
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
