import { existsSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { IntentsmithError, type Logger, messageOf, type ProcessLock, silentLogger } from "@intentsmith/core";
import type { RunDirectory } from "../../run/run-directory.ts";
import { writeDestination } from "../settings/destination.ts";
import type { UploadOutcome } from "./run-upload.ts";
import { takeUploadLock } from "./upload-lock.ts";
import { type UploadPace, uploadPace } from "../api/upload-pace.ts";
import type { WandbSettings } from "../settings/wandb-settings.ts";
import { runEnded, type WorkerMessage, type WorkerStart } from "./worker-messages.ts";

/** Sends a run while it goes on. */
export interface Uploader {
  /** Page of the run, once the server has it. */
  readonly url: string | undefined;
  /** Whether someone pressed Stop on the run's page. Costs nothing: to be asked after every step. */
  stopRequested(): boolean;
  /**
   * Sends the rest and closes the run; to be called after `run.finish`. Waits `finishTimeoutSeconds` at most, never
   * throws, and then says in `message` which command sends what is missing.
   */
  finish(): Promise<UploadOutcome>;
}

export interface UploaderOptions {
  logger?: Logger;
  pace?: Partial<UploadPace>;
}

/**
 * Starts sending a run from a thread of its own, which reads what `run` writes to disk. In mode offline nothing is
 * sent now; in mode disabled, never. @throws TRACKING_FAILED if another process is sending this run.
 */
export function startUploader(run: RunDirectory, settings: WandbSettings, options: UploaderOptions = {}): Uploader {
  if (settings.mode === "disabled") return silentUploader({ complete: true, rows: 0 });
  writeDestination(run.path, settings);
  if (settings.mode === "offline") {
    return silentUploader({ complete: false, rows: 0, message: `Nothing was sent (offline). ${syncHint(run.path)}` });
  }
  return new WorkerUploader(run.path, settings, options);
}

function silentUploader(outcome: UploadOutcome): Uploader {
  return { url: undefined, stopRequested: () => false, finish: () => Promise.resolve(outcome) };
}

/** The sentence that says how to send the rest. */
export function syncHint(run: string): string {
  return `Send the rest with: intentsmith runs sync ${/\s/.test(run) ? JSON.stringify(run) : run}`;
}

class WorkerUploader implements Uploader {
  url: string | undefined;
  readonly #run: string;
  readonly #lock: ProcessLock;
  readonly #settings: WandbSettings;
  readonly #logger: Logger;
  readonly #worker: Worker;
  readonly #stopFlag: Int32Array = new Int32Array(new SharedArrayBuffer(4));
  readonly #done: Promise<UploadOutcome>;
  #lastFailure: string | undefined;
  #finishing = false;

  constructor(run: string, settings: WandbSettings, options: UploaderOptions) {
    const entry = workerEntry();
    this.#run = run;
    this.#settings = settings;
    this.#logger = options.logger ?? silentLogger;
    const start: WorkerStart = {
      run,
      settings,
      pace: uploadPace(settings, options.pace),
      stopFlag: this.#stopFlag.buffer as SharedArrayBuffer,
    };
    this.#lock = takeUploadLock(run);
    this.#worker = new Worker(entry, { workerData: start, execArgv: [], stdin: false });
    this.#done = this.#listen();
    // A training that fails without `finish` must be able to exit.
    this.#worker.unref();
  }

  stopRequested(): boolean {
    return Atomics.load(this.#stopFlag, 0) === 1;
  }

  async finish(): Promise<UploadOutcome> {
    this.#finishing = true;
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    this.#worker.postMessage(runEnded);
    const { finishTimeoutSeconds } = this.#settings;
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<UploadOutcome>((resolve) => {
      timer = setTimeout(() => resolve(this.#timedOut(finishTimeoutSeconds)), finishTimeoutSeconds * 1000);
    });
    const outcome = await Promise.race([this.#done, timeout]);
    clearTimeout(timer);
    await this.#worker.terminate();
    this.#lock.release();
    if (outcome.complete) return outcome;
    return { ...outcome, message: `${outcome.message ?? "Not everything was sent."} ${syncHint(this.#run)}` };
  }

  /** A refusal during training is said when it happens; at the end it is not said again. */
  #reportEarlyEnd(outcome: UploadOutcome): UploadOutcome {
    if (outcome.complete || this.#finishing) return outcome;
    this.#logger.warn(`Weights & Biases: ${outcome.message ?? ""} Training goes on; its rows are kept on disk.`);
    return { ...outcome, message: "Weights & Biases took nothing since the refusal reported above." };
  }

  #timedOut(seconds: number): UploadOutcome {
    const reason = this.#lastFailure === undefined ? "" : ` (last failure: ${this.#lastFailure})`;
    const message = `Weights & Biases did not take everything within ${seconds} s${reason}.`;
    return { complete: false, rows: 0, message, ...(this.url === undefined ? {} : { url: this.url }) };
  }

  #listen(): Promise<UploadOutcome> {
    return new Promise((resolve) => {
      this.#worker.on("message", (message: WorkerMessage) => {
        switch (message.kind) {
          case "url":
            this.url = message.url;
            this.#logger.info(`Weights & Biases: ${message.url}`);
            break;
          case "retry":
            if (this.#lastFailure === undefined) {
              this.#logger.warn(`Weights & Biases: ${message.reason}. Trying again; training goes on meanwhile.`);
            }
            this.#lastFailure = message.reason;
            break;
          case "done":
            resolve(this.#reportEarlyEnd(message.outcome));
            break;
        }
      });
      this.#worker.on("error", (error) => {
        const reason = `The uploader failed: ${messageOf(error)}`;
        resolve(this.#reportEarlyEnd({ complete: false, rows: 0, message: reason }));
      });
    });
  }
}

/** The thread's compiled entry: beside this file when built, in `dist` when this file runs from source. */
function workerEntry(): URL {
  const candidates = ["./uploader-worker.js", "../../../dist/wandb/upload/uploader-worker.js"];
  const entry = candidates.map((path) => new URL(path, import.meta.url)).find((url) => existsSync(url));
  if (entry === undefined) {
    throw new IntentsmithError("INTERNAL", "the uploader's thread is not built: uploader-worker.js is missing", {
      hint: "Run `npm run build`.",
    });
  }
  return entry;
}
