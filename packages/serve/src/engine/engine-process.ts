import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { errorCodes, IntentsmithError, type ErrorCode } from "@intentsmith/core";
import type { EngineOptions } from "./engine-options.ts";
import type { FromEngine, ModelInfo, ToEngine } from "./messages.ts";

export interface EngineEvents {
  message(message: FromEngine): void;
  /** The process is gone; `how` is for people. */
  exit(how: string): void;
}

/** The compiled file that an engine's process runs. */
export const engineEntry: string = fileURLToPath(new URL("engine-child.js", import.meta.url));

/** One engine process. A busy one is ended with SIGKILL only: nothing else is safe while native code runs. */
export class EngineProcess {
  readonly model: ModelInfo;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, model: ModelInfo) {
    this.#child = child;
    this.model = model;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Starts a process and waits until it has loaded the model. @throws what loading the folder throws; ENGINE_FAILED. */
  static start(
    options: EngineOptions,
    events: EngineEvents,
    { entry = engineEntry, startTimeoutMs = 60_000 } = {},
  ): Promise<EngineProcess> {
    return new Promise((resolve, reject) => {
      const { folder, threads, maxBatchTokens } = options;
      const child = fork(entry, [JSON.stringify({ folder, threads, maxBatchTokens })], {
        serialization: "advanced",
        // What native code prints goes to stderr with ours.
        stdio: ["ignore", "ignore", "inherit", "ipc"],
        // Flags for this process are not for that one; NODE_OPTIONS is for both.
        execArgv: [],
      });
      let settled = false;
      const timer = setTimeout(() => child.kill("SIGKILL"), startTimeoutMs);
      const fail = (error: Error): void => {
        settled = true;
        clearTimeout(timer);
        reject(error);
      };
      child.on("message", (message: FromEngine) => {
        if (settled) {
          events.message(message);
        } else if (message.type === "ready") {
          settled = true;
          clearTimeout(timer);
          resolve(new EngineProcess(child, message.model));
        } else if (message.type === "unusable") {
          const code = (message.code in errorCodes ? message.code : "INTERNAL") as ErrorCode;
          fail(new IntentsmithError(code, message.message, message.hint === undefined ? {} : { hint: message.hint }));
        }
      });
      child.on("error", (error) => {
        if (!settled) fail(new IntentsmithError("ENGINE_FAILED", `the engine's process: ${error.message}`));
      });
      child.on("exit", (code, signal) => {
        const how = signal === null ? `exit code ${code}` : signal;
        if (settled) events.exit(how);
        else fail(new IntentsmithError("ENGINE_FAILED", `the engine's process ended while loading the model: ${how}`));
      });
    });
  }

  send(message: ToEngine): void {
    // A channel that broke is followed by `exit`, which settles whatever was sent.
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }

  /** Lets it finish its run and leave; kills it if it takes longer than `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => this.#child.once("exit", () => resolve()));
    this.send({ type: "stop" });
    const timer = setTimeout(() => this.kill(), graceMs);
    await gone;
    clearTimeout(timer);
  }
}
