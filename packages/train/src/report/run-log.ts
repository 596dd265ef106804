import { randomBytes } from "node:crypto";
import { basename } from "node:path";
import type { Logger } from "@intentsmith/core";
import type { Engine } from "@intentsmith/graph";
import {
  collectMachine,
  collectVersions,
  gitCommit,
  gitRemote,
  resolveWandbSettings,
  RunDirectory,
  startUploader,
  type FinalMetrics,
  type RunRecord,
  type Uploader,
  type WandbSettings,
} from "@intentsmith/tracking";
import type { TrainingConfig } from "../config/training-config.ts";

export interface RunIdentity {
  /** Folder of the run. */
  path: string;
  group?: string;
  commandLine: readonly string[];
  dataHash: string;
  dataHashes?: RunRecord["dataHashes"];
  inputs?: RunRecord["inputs"];
}

/**
 * The run's folder on disk and, beside it, its uploader. Made before training starts, so that a missing key or a
 * folder that exists stops the run before any work is lost.
 */
export class RunLog {
  readonly directory: RunDirectory;
  #uploader: Uploader | undefined;
  readonly #logger: Logger;

  private constructor(directory: RunDirectory, uploader: Uploader | undefined, logger: Logger) {
    this.directory = directory;
    this.#uploader = uploader;
    this.#logger = logger;
  }

  /** @throws OUTPUT_EXISTS, TRACKING_NO_KEY, WRITE_FAILED. */
  static start(
    config: TrainingConfig,
    identity: RunIdentity,
    versions: Record<string, string>,
    logger: Logger,
  ): RunLog {
    const settings = wandbSettings(config);
    const directory = RunDirectory.create(
      identity.path,
      {
        id: randomBytes(4).toString("hex"),
        name: basename(identity.path),
        ...(identity.group === undefined ? {} : { group: identity.group }),
        config: { ...config },
        commandLine: identity.commandLine,
        versions,
        machine: collectMachine(),
        gitCommit: gitCommit(process.cwd()),
        gitRemote: gitRemote(process.cwd()),
        dataHash: identity.dataHash,
        ...(identity.dataHashes === undefined ? {} : { dataHashes: identity.dataHashes }),
        ...(identity.inputs === undefined ? {} : { inputs: identity.inputs }),
        seed: config.train.seed,
        startedAt: new Date().toISOString(),
      },
      tensorboardOf(config),
    );
    return new RunLog(directory, upload(directory, settings, logger), logger);
  }

  /** Goes on with a run, its logs cut back to a step and to the evaluation at the end of the last whole epoch. */
  static resume(
    config: TrainingConfig,
    path: string,
    at: { step: number; evaluatedStep: number },
    versions: Record<string, string>,
    logger: Logger,
  ): RunLog {
    const settings = wandbSettings(config);
    const directory = RunDirectory.reopen(path, at, tensorboardOf(config));
    warnOfOtherBits(directory.record, versions, logger);
    return new RunLog(directory, upload(directory, settings, logger), logger);
  }

  /** Says something to the person at the terminal and keeps it in `output.log`. */
  say(message: string): void {
    this.#logger.info(message);
    this.directory.appendOutput(message);
  }

  /** Warns the person at the terminal and keeps it in `output.log`. */
  warn(message: string): void {
    this.#logger.warn(message);
    this.directory.appendOutput(message);
  }

  /** Whether someone pressed Stop on the run's page. */
  stopRequested(): boolean {
    return this.#uploader?.stopRequested() ?? false;
  }

  /** Records how the run ended, and sends the rest. @throws WRITE_FAILED */
  async finish(end: {
    status: "finished" | "failed" | "interrupted";
    exitCode: number;
    finalMetrics: FinalMetrics;
    modelDirectory?: string;
  }): Promise<void> {
    try {
      this.directory.finish(end);
    } finally {
      // Also when nothing more can be written: the uploader holds a lock, and has to say that the run failed
      const uploader = this.#uploader;
      this.#uploader = undefined;
      const outcome = await uploader?.finish();
      if (outcome?.message !== undefined) this.#logger.info(outcome.message);
    }
  }
}

function tensorboardOf({ tracking: { tensorboard = false } }: TrainingConfig): { tensorboard: boolean } {
  return { tensorboard };
}

function wandbSettings(config: TrainingConfig): WandbSettings | undefined {
  return config.tracking.wandb === undefined ? undefined : resolveWandbSettings(config.tracking.wandb);
}

function upload(directory: RunDirectory, settings: WandbSettings | undefined, logger: Logger): Uploader | undefined {
  return settings === undefined ? undefined : startUploader(directory, settings, { logger });
}

/** Resumed equals uninterrupted on one machine with one set of versions; says so where that does not hold. */
function warnOfOtherBits({ versions, machine }: RunRecord, present: Record<string, string>, logger: Logger): void {
  const now: Record<string, string> = { ...present, processor: collectMachine().processor };
  const then: Record<string, string> = { ...versions, processor: machine.processor };
  const differing = Object.keys(now).filter((name) => then[name] !== undefined && then[name] !== now[name]);
  if (differing.length === 0) return;
  const changes = differing.map((name) => `${name} ${then[name]} → ${now[name]}`).join(", ");
  logger.warn(`the run was started elsewhere (${changes}): the last digits may differ from those of an unbroken run`);
}

/** Versions that can change a result: Node, the engine and this package. */
export function runVersions(engine: Engine): Record<string, string> {
  return {
    ...collectVersions({ intentsmith: new URL("../../package.json", import.meta.url) }),
    // the name under which runs have it that were trained before there was a choice
    [engine.name === "onnxruntime" ? "onnxruntime-node" : engine.name]: engine.version,
  };
}
