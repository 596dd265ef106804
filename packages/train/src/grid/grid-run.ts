import { join } from "node:path";
import { IntentsmithError, messageOf, type Logger } from "@intentsmith/core";
import { isRunDirectory, readRunRecord } from "@intentsmith/tracking";
import { formatDuration } from "../report/progress-line.ts";
import { removeRun } from "../folder/run-lock.ts";
import { train } from "../run/train.ts";
import { countEpochTokens, type EpochTokens } from "../plan/epoch-tokens.ts";
import { measureTokensPerSecond } from "../run/measure-speed.ts";
import { TrainingInterrupted } from "../folder/interrupted.ts";
import type { TrainingPlan } from "../plan/training-plan.ts";
import { writeGridRecord, type GridRecord, type Trial } from "./grid-record.ts";
import { rankSettings } from "./setting-results.ts";
import { describeSetting } from "./settings.ts";
import { testFinishedRun } from "./test-winner.ts";
import { measuredSpeed, trialWork } from "./time-estimate.ts";
import { trialOutcome } from "./trial-outcome.ts";
import type { TrialResources } from "./trial-resources.ts";
import type { PlannedTrial } from "./trials.ts";

export interface GridRunOptions {
  /** The grid's folder. */
  out: string;
  logger: Logger;
  signal?: AbortSignal;
  commandLine?: readonly string[];
}

/** A grid while it runs: its record is written after each change, so that a kill at any moment loses nothing. */
export class GridRun {
  readonly #record: GridRecord;
  readonly #planned: readonly PlannedTrial[];
  readonly #resources: TrialResources;
  readonly #options: GridRunOptions;
  /** Work of each trial in training tokens, by its name. */
  readonly #work = new Map<string, number>();

  constructor(
    record: GridRecord,
    planned: readonly PlannedTrial[],
    resources: TrialResources,
    options: GridRunOptions,
  ) {
    this.#record = record;
    this.#planned = planned;
    this.#resources = resources;
    this.#options = options;
  }

  /** Says how long it will take, from all trials' tokens and the measured speed of a few real steps. */
  async announce(): Promise<void> {
    const { logger } = this.#options;
    const open = this.#planned.filter(({ name }) => isOpen(this.#trial(name)));
    const first = open[0];
    if (first === undefined) {
      logger.info(`${this.#options.out}: all ${this.#planned.length} trials have been run`);
      return;
    }
    const counted = new Map<string, EpochTokens>();
    for (const { name, config } of this.#planned) {
      const plan = await this.#resources.plan(config);
      const { data, model, train: settings } = plan.config;
      const key = JSON.stringify([data, model, settings.sampler, settings.loss.type]);
      const tokens = counted.get(key) ?? countEpochTokens(plan);
      counted.set(key, tokens);
      this.#work.set(name, trialWork(tokens, settings));
    }
    const plan = await this.#resources.plan(first.config);
    this.#refuseOtherData(first, plan);
    const speed = measuredSpeed(this.#record.trials, this.#work) ?? (await this.#measureSpeed(plan));
    const work = this.#remainingWork();
    const done = this.#planned.length - open.length;
    const tokens = `${count(work)} tokens`;
    logger.info(
      `${this.#planned.length} trials${done === 0 ? "" : `, ${done} of them done`}: ` +
        (speed === undefined
          ? tokens
          : `about ${formatDuration(work / speed)} (${tokens} at ${count(speed)} tokens/s)`),
    );
  }

  /** Undefined if the steps fail: the trial itself will say why. */
  async #measureSpeed(plan: TrainingPlan): Promise<number | undefined> {
    try {
      const engine = this.#resources.engine(plan.config.train.threads);
      return await measureTokensPerSecond(plan.config, plan, engine);
    } catch {
      return undefined;
    }
  }

  /** Runs a trial, or goes on with it; does nothing if it has been run. */
  async runTrial(planned: PlannedTrial): Promise<void> {
    const trial = this.#trial(planned.name);
    if (!isOpen(trial)) return;
    const { out, logger, signal, commandLine } = this.#options;
    if (signal?.aborted === true) throw this.#interrupted(signal.reason === "SIGTERM" ? "SIGTERM" : "SIGINT", 0);
    const number = `trial ${this.#planned.indexOf(planned) + 1}/${this.#planned.length}`;
    logger.info(`${number}: ${describeSetting(planned.setting)}, seed ${planned.config.train.seed}`);
    const run = join(out, trial.run);
    const { config } = planned;
    try {
      const plan = await this.#resources.plan(config);
      this.#update(trial, { status: "running" });
      if (!isFinishedRun(run)) {
        await trainTrial(run, logger, (resume) =>
          train(config, {
            out: run,
            resume,
            logger: prefixed(logger, number),
            group: this.#record.name,
            plan,
            engine: this.#resources.engine(config.train.threads),
            test: this.#record.grid.testAll,
            ...(signal === undefined ? {} : { signal }),
            ...(commandLine === undefined ? {} : { commandLine }),
          }),
        );
      }
      this.#update(
        trial,
        await trialOutcome(run, plan, this.#record.metric, this.#resources.engine(config.train.threads)),
      );
      logger.info(`${number}: ${this.#record.metric.name} ${trial.value?.toFixed(4) ?? "NaN"}${this.#timeLeft()}`);
    } catch (error) {
      if (error instanceof TrainingInterrupted) throw this.#interrupted(error.signal, error.step);
      if (stopsTheGrid(error)) throw error;
      const code = error instanceof IntentsmithError ? `${error.code}: ` : "";
      this.#update(trial, { status: "failed", reason: `${code}${messageOf(error)}` });
      logger.warn(`${number} failed: ${trial.reason}`);
    }
  }

  /** Chooses the winner and measures it on test. */
  async finish(): Promise<void> {
    const { out, logger } = this.#options;
    const best = rankSettings(this.#record).find(({ finished }) => finished > 0)?.bestTrial;
    const planned = this.#planned.find(({ name }) => name === best?.name);
    if (best !== undefined && planned !== undefined) {
      this.#record.winner = best.name;
      if (!Object.keys(best.metrics).some((name) => name.startsWith("test_"))) {
        const plan = await this.#resources.plan(planned.config);
        const metrics = await testFinishedRun(join(out, best.run), plan.config, plan, best.metrics, {
          engine: this.#resources.engine(planned.config.train.threads),
          logger,
        });
        if (metrics !== undefined) this.#update(best, { metrics });
      }
    }
    this.#record.status = "finished";
    writeGridRecord(out, this.#record);
  }

  #trial(name: string): Trial {
    return this.#record.trials.find((trial) => trial.name === name) as Trial;
  }

  #update(trial: Trial, changes: Partial<Trial>): void {
    Object.assign(trial, changes);
    writeGridRecord(this.#options.out, this.#record);
  }

  #remainingWork(): number {
    const open = this.#record.trials.filter(isOpen);
    return open.reduce((sum, { name }) => sum + (this.#work.get(name) ?? 0), 0);
  }

  #timeLeft(): string {
    const speed = measuredSpeed(this.#record.trials, this.#work);
    const work = this.#remainingWork();
    return speed === undefined || work === 0 ? "" : `; about ${formatDuration(work / speed)} left`;
  }

  /** Results on other data must not stand in one table. */
  #refuseOtherData({ config }: PlannedTrial, { dataset }: TrainingPlan): void {
    const key = JSON.stringify(config.data);
    for (const other of this.#planned) {
      const { dataHash } = this.#trial(other.name);
      if (dataHash === null || dataHash === dataset.hash || JSON.stringify(other.config.data) !== key) continue;
      throw new IntentsmithError(
        "CHECKPOINT_UNUSABLE",
        `${this.#options.out}: the data has changed since trial ${other.name} was run`,
        { hint: "Start the grid again in another folder." },
      );
    }
  }

  #interrupted(signal: "SIGINT" | "SIGTERM", step: number): TrainingInterrupted {
    const { out } = this.#options;
    return new TrainingInterrupted(signal, out, step, `resume the grid with: intentsmith train --resume ${out}`);
  }
}

/** Goes on with a trial's run if there is one; starts it anew if nothing of it can be used. */
async function trainTrial(run: string, logger: Logger, train_: (resume: boolean) => Promise<unknown>): Promise<void> {
  if (isRunDirectory(run)) {
    try {
      await train_(true);
      return;
    } catch (error) {
      if (!(error instanceof IntentsmithError && error.code === "CHECKPOINT_UNUSABLE")) throw error;
      logger.warn(`${messageOf(error)}; the trial starts again from its first step`);
    }
  }
  removeRun(run);
  await train_(false);
}

const isOpen = ({ status }: Trial): boolean => status === "waiting" || status === "running";

const isFinishedRun = (run: string): boolean => isRunDirectory(run) && readRunRecord(run).status === "finished";

/** What a trial can die of by itself; after anything else (a full disk, a missing key) the next would fail too. */
function stopsTheGrid(error: unknown): boolean {
  return error instanceof IntentsmithError && error.code !== "TRAINING_DIVERGED" && error.code !== "ENGINE_FAILED";
}

/** A trial's own messages, with the trial's number before them. */
function prefixed(logger: Logger, prefix: string): Logger {
  return {
    info: (message) => logger.info(`${prefix}: ${message}`),
    warn: (message) => logger.warn(`${prefix}: ${message}`),
    progress: (message) => logger.progress(`${prefix}  ${message}`),
  };
}

const count = (value: number): string => Math.round(value).toLocaleString("en");
