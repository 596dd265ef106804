import { IntentsmithError, messageOf, type Logger } from "@intentsmith/core";
import type { ModelInput } from "../contract/conversation.ts";
import { RequestError } from "../contract/request-error.ts";
import { Admission, costOf } from "./admission.ts";
import type { EngineOptions } from "./engine-options.ts";
import { engineEntry, EngineProcess } from "./engine-process.ts";
import type { Answer, BatchStatistics, FromEngine, Job, ModelInfo } from "./messages.ts";
import { monotonicMs } from "./monotonic.ts";
import { restartDelayMs } from "./restart-delay.ts";
import { WaitingRequests } from "./waiting-requests.ts";

export interface EngineSettings extends EngineOptions {
  /** How long a request may take in all, in milliseconds. */
  deadlineMs: number;
  /** An engine that owes answers and is silent for so long is killed. */
  hangTimeoutMs: number;
  logger: Logger;
  onBatch?: (batch: BatchStatistics) => void;
  /** Another file than the compiled one beside this. */
  entry?: string;
}

/**
 * One model version and the process that runs it, which is replaced when it dies or hangs. Requests that were with a dead
 * process are sent to the next one once, then refused; an answer belongs to the id of its request, never to a place in a
 * line, so none can be swapped.
 */
export class Engine {
  readonly model: ModelInfo;
  readonly #settings: EngineSettings;
  readonly #admission: Admission;
  readonly #waiting = new WaitingRequests();
  #process: EngineProcess | undefined;
  #nextId = 1;
  #stopping = false;
  #crashesAtMs: number[] = [];
  #crashes = 0;
  /** Since when the process owes something without a word; undefined while it owes nothing. */
  #silentSinceMs: number | undefined;
  #restart: NodeJS.Timeout | undefined;
  readonly #watch: NodeJS.Timeout;

  private constructor(settings: EngineSettings, model: ModelInfo, admission: Admission) {
    this.#settings = settings;
    this.model = model;
    this.#admission = admission;
    this.#watch = setInterval(() => this.#killIfHanging(), Math.min(250, settings.hangTimeoutMs / 4));
    this.#watch.unref();
  }

  /** Starts a process and waits for its model. @throws what loading the folder throws; ENGINE_FAILED. */
  static async start(settings: EngineSettings): Promise<Engine> {
    // The process may end before the engine knows it.
    let engine: Engine | undefined;
    const first = await EngineProcess.start(
      settings,
      {
        message: (message) => void (engine === undefined || engine.#receive(message)),
        exit: (how) => void (engine === undefined || engine.#replace(how)),
      },
      { entry: settings.entry ?? engineEntry },
    );
    engine = new Engine(settings, first.model, new Admission(settings.deadlineMs));
    engine.#process = first;
    return engine;
  }

  /** Whether a process is there to answer. */
  get ready(): boolean {
    return this.#process !== undefined && !this.#stopping;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  get waitingRequests(): number {
    return this.#waiting.size;
  }

  /** Processes that died or were killed since the start. */
  get crashes(): number {
    return this.#crashes;
  }

  /** Those of the last minute. */
  get recentCrashes(): number {
    const sinceMs = monotonicMs() - 60_000;
    return this.#crashesAtMs.filter((atMs) => atMs > sinceMs).length;
  }

  /**
   * Answers in the order of the texts. `signal` says that the client went away.
   * @throws OVERLOADED, DEADLINE_EXCEEDED, ENGINE_UNAVAILABLE.
   */
  async classify(
    texts: readonly ModelInput[],
    options: { top: number; nearest?: number; signal?: AbortSignal },
  ): Promise<Answer[]> {
    if (this.#stopping) throw unavailable();
    const cost = costOf(texts);
    this.#admission.enter(cost);
    const id = this.#nextId++;
    const deadlineAtMs = monotonicMs() + this.#settings.deadlineMs;
    const job = { id, texts, top: options.top, nearest: options.nearest ?? 0, deadlineAtMs };
    try {
      const answer = this.#waiting.wait(job, options.signal, () => this.#process?.send({ type: "cancel", id }));
      this.#give([job]);
      return await answer;
    } finally {
      this.#admission.leave(cost);
    }
  }

  /** @throws OVERLOADED where no request would be let in, whatever is in it. */
  refuseIfFull(): void {
    this.#admission.refuseIfFull();
  }

  /** Refuses new work, waits for what is under way, ends the process. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    const untilMs = monotonicMs() + graceMs;
    while (this.#waiting.size > 0 && monotonicMs() < untilMs) await new Promise((later) => setTimeout(later, 10));
    clearInterval(this.#watch);
    clearTimeout(this.#restart);
    this.#waiting.rejectAll(unavailable());
    await this.#process?.stop(Math.max(1000, untilMs - monotonicMs()));
    this.#process = undefined;
  }

  #receive(message: FromEngine): void {
    this.#silentSinceMs = message.type === "idle" && this.#waiting.size === 0 ? undefined : monotonicMs();
    if (message.type === "answers") {
      this.#admission.learnBatch(message.batch);
      this.#settings.onBatch?.(message.batch);
      for (const { id, results } of message.answers) this.#waiting.resolve(id, results);
    } else if (message.type === "failed") {
      this.#settings.logger.warn(`engine: a batch failed: ${message.message}`);
      for (const id of message.ids)
        this.#waiting.reject(id, new RequestError("INTERNAL", "the model failed on this request"));
    }
  }

  #replace(how: string): void {
    this.#process = undefined;
    this.#silentSinceMs = undefined;
    if (this.#stopping) return;
    this.#crashes++;
    this.#crashesAtMs = [...this.#crashesAtMs, monotonicMs()].slice(-20);
    this.#settings.logger.warn(`engine: its process ended (${how}); starting another`);
    for (const request of this.#waiting.all()) {
      // A request that took two engines with it may be the cause.
      if (++request.failures > 1) this.#waiting.reject(request.job.id, unavailable());
    }
    this.#restart = setTimeout(() => void this.#startAgain(), restartDelayMs(this.recentCrashes));
  }

  async #startAgain(): Promise<void> {
    try {
      const next = await EngineProcess.start(
        this.#settings,
        { message: (message) => this.#receive(message), exit: (how) => this.#replace(how) },
        { entry: this.#settings.entry ?? engineEntry },
      );
      if (this.#stopping) {
        await next.stop(1000);
        return;
      }
      if (next.model.version !== this.model.version) {
        next.kill();
        throw new IntentsmithError("MODEL_MALFORMED", `${this.#settings.folder}: it was changed while it was served`);
      }
      this.#process = next;
      this.#give(this.#waiting.all().map(({ job }) => job));
    } catch (error) {
      if (this.#stopping) return;
      this.#crashesAtMs = [...this.#crashesAtMs, monotonicMs()].slice(-20);
      this.#settings.logger.warn(`engine: cannot start: ${messageOf(error)}`);
      this.#restart = setTimeout(() => void this.#startAgain(), restartDelayMs(this.recentCrashes));
    }
  }

  #give(jobs: readonly Job[]): void {
    if (this.#process === undefined) return;
    for (const job of jobs) this.#process.send({ type: "classify", ...job });
    if (jobs.length > 0) this.#silentSinceMs ??= monotonicMs();
  }

  #killIfHanging(): void {
    const { hangTimeoutMs, logger } = this.#settings;
    if (this.#silentSinceMs === undefined || monotonicMs() - this.#silentSinceMs < hangTimeoutMs) return;
    logger.warn(`engine: it owes answers and has been silent for ${hangTimeoutMs} ms: killed`);
    this.#silentSinceMs = undefined;
    this.#process?.kill();
  }
}

function unavailable(): RequestError {
  return new RequestError("ENGINE_UNAVAILABLE", "the model is not ready to answer", { retryAfterS: 1 });
}
