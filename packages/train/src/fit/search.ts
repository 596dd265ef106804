import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { sha256, silentLogger, type Logger } from "@intentsmith/core";
import type { Engine } from "@intentsmith/graph";
import { SentenceEncoder, type EncodedTexts } from "@intentsmith/model";
import type { TrainingConfig } from "../config/training-config.ts";
import { TrainingInterrupted } from "../folder/interrupted.ts";
import { accuracyOf } from "../head/cross-validate.ts";
import { embedSplit } from "../head/embed-split.ts";
import { fitHead } from "../head/fit-head.ts";
import { headConfigSchema } from "../head/head-config.ts";
import { countEpochTokens } from "../plan/epoch-tokens.ts";
import type { Problem } from "../plan/auto-settings.ts";
import { planTraining, problemOf, type TrainingInputs, type TrainingPlan } from "../plan/training-plan.ts";
import { weightsHash } from "../plan/weights-hash.ts";
import { formatDuration } from "../report/progress-line.ts";
import { measureTokensPerSecond } from "../run/measure-speed.ts";
import { train } from "../run/train.ts";
import { mostFrequentLabel } from "./baseline.ts";
import { fineTuned, fineTuneCandidates, headCandidates, type Candidate } from "./candidates.ts";
import { bestOutcome } from "./best-outcome.ts";
import { CachedEmbedder } from "./embedding-cache.ts";
import type { FitOptions } from "./fit-options.ts";
import { continueFit, writeFitRecord, type FitOutcome, type FitRecord } from "./fit-record.ts";
import { parsedAgain } from "./pinned-config.ts";

/** The candidates of one fit, tried one after the other. */
export class Search {
  readonly record: FitRecord;
  readonly #config: TrainingConfig;
  readonly #inputs: TrainingInputs;
  readonly #engine: Engine;
  readonly #options: FitOptions;
  readonly #logger: Logger;
  readonly #startedMs = performance.now();
  readonly #encoder: SentenceEncoder;
  /** Of the base, with a cache before it. */
  readonly embedder: CachedEmbedder;

  constructor(config: TrainingConfig, plan: TrainingPlan, engine: Engine, options: FitOptions) {
    const { logger = silentLogger, out } = options;
    this.#config = config;
    this.#inputs = plan;
    this.#engine = engine;
    this.#options = options;
    this.#logger = logger;
    const model = { ...plan.model, normalize: true };
    this.#encoder = new SentenceEncoder(model, { engine });
    this.embedder = new CachedEmbedder(this.#encoder, model, join(out, "candidates", "embeddings"), logger);
    const { data: _, ...rest } = config;
    const identity = sha256(JSON.stringify([plan.dataset.hash, weightsHash(plan.model), rest]));
    this.record = continueFit(out, identity);
  }

  get best(): FitOutcome | undefined {
    return bestOutcome(this.record.outcomes);
  }

  /** Tries what there is time for. @returns whether the signal ended it. */
  async run(): Promise<boolean> {
    const problem = problemOf(this.#inputs);
    mkdirSync(join(this.#options.out, "candidates"), { recursive: true });
    try {
      await this.#tryHeads(problem);
      await this.#tryFineTunings(problem);
      return false;
    } catch (error) {
      if (error instanceof TrainingInterrupted && this.best !== undefined) return true;
      throw error;
    }
  }

  async release(): Promise<void> {
    await this.#encoder.release();
  }

  async #tryHeads(problem: Problem): Promise<void> {
    const { dataset } = this.#inputs;
    this.#finished({ ...mostFrequentLabel(dataset), seconds: 0 });
    this.#logger.progress(`embedding ${problem.rows.toLocaleString("en")} training texts`);
    const words = await this.embedder.encode(dataset.labelWords);
    for (const candidate of headCandidates(problem)) {
      this.#stopIfAsked();
      if (this.#isDone(candidate)) continue;
      this.#logger.progress(progressLine([...this.#standing(), candidate.what]));
      await this.#tryHead(candidate, words);
    }
  }

  async #tryHead(candidate: Candidate, words: EncodedTexts): Promise<void> {
    const started = performance.now();
    const { seed } = this.#config.train;
    const config = headConfigSchema.parse(candidate.train.head);
    // What was embedded for the candidate before comes out of the cache
    const given = { words, type: config.type };
    const data = await embedSplit(this.embedder, this.#inputs.dataset, "train", given);
    this.#stopIfAsked();
    const { texts, labels } = await embedSplit(this.embedder, this.#inputs.dataset, "validation", given);
    const fitted = await fitHead(config, data, { engine: this.#engine, seed });
    this.#finished({
      ...candidate,
      crossValidation: fitted.accuracy,
      validation: labels.length === 0 ? null : accuracyOf(fitted.head.scores(texts), labels, fitted.head.labelCount),
      seconds: (performance.now() - started) / 1000,
      config: { ...this.#pinned({ ...candidate.train, head: fitted.config }) },
    });
  }

  async #tryFineTunings(problem: Problem): Promise<void> {
    let before = this.best;
    for (const candidate of fineTuneCandidates(problem)) {
      this.#stopIfAsked();
      if (!this.#isDone(candidate)) {
        const note = this.#whyNoFineTuning();
        if (note === undefined) await this.#tryFineTuning(candidate);
        else this.#notTried(candidate, note);
      }
      const [last, best] = [this.record.outcomes.find(({ name }) => name === candidate.name), this.best];
      if (last?.status !== "finished" || best?.name !== candidate.name || best === before) break;
      before = best;
    }
  }

  /** Why no fine-tuning could be seen to be better; undefined if one could. */
  #whyNoFineTuning(): string | undefined {
    if (!this.#hasValidation()) return "there is no validation text to judge it by";
    return this.best?.validation === 1 ? "every validation text is right already" : undefined;
  }

  async #tryFineTuning(candidate: Candidate): Promise<void> {
    const started = performance.now();
    const whole = await this.#plan(candidate.train);
    const wanted = whole.config.train.epochs;
    const left = this.#secondsLeft();
    const affordable = left === Infinity ? wanted : left <= 0 ? 0 : await this.#epochsWithin(left, whole);
    if (affordable < 1) {
      this.#notTried(candidate, `an epoch takes longer than the ${Math.max(0, Math.round(left))} s that are left`);
      return;
    }
    const epochs = Math.min(affordable, wanted);
    const cut = epochs < wanted;
    const plan = cut ? await this.#plan({ ...candidate.train, epochs }) : whole;
    const out = join(this.#options.out, "candidates", candidate.name);
    const { signal, commandLine } = this.#options;
    const result = await train(plan.config, {
      out,
      resume: existsSync(out),
      plan,
      engine: this.#engine,
      logger: this.#withStanding(),
      test: false,
      ...(signal === undefined ? {} : { signal }),
      ...(commandLine === undefined ? {} : { commandLine }),
    });
    this.#finished({
      ...candidate,
      what: fineTuned(epochs),
      crossValidation: null,
      validation: result.validation?.result.accuracy ?? null,
      seconds: (performance.now() - started) / 1000,
      config: { ...this.#pinned({ ...candidate.train, epochs, refitHead: result.refittedHead }) },
      ...(cut ? { note: `cut from ${wanted} epochs to fit the budget` } : {}),
    });
  }

  /** How many epochs of this config fit into so many seconds, by a few measured steps. */
  async #epochsWithin(seconds: number, plan: TrainingPlan): Promise<number> {
    const { training, evaluation } = countEpochTokens(plan);
    const speed = await measureTokensPerSecond(plan.config, plan, this.#engine, { steps: 2 });
    const secondsAnEpoch = (training + evaluation / 3) / speed;
    return Math.floor((0.9 * seconds) / secondsAnEpoch);
  }

  /** On the data and base that were read once. */
  async #plan(trainBlock: Candidate["train"]): Promise<TrainingPlan> {
    return await planTraining(this.#pinned(trainBlock), { logger: silentLogger, shared: this.#inputs });
  }

  #pinned(trainBlock: Candidate["train"]): TrainingConfig {
    const { seed, threads } = this.#config.train;
    return parsedAgain({ ...this.#config, train: { ...trainBlock, seed, threads } });
  }

  #finished(outcome: Omit<FitOutcome, "status"> & { train?: unknown }): void {
    if (this.record.outcomes.some(({ name }) => name === outcome.name)) return;
    const { train: _, ...rest } = outcome;
    this.record.outcomes.push({ ...rest, status: "finished" } as FitOutcome);
    writeFitRecord(this.#options.out, this.record);
    const value = (outcome.validation ?? outcome.crossValidation) as number | null;
    this.#logger.info(`${outcome.name}: ${value === null ? "no accuracy" : value.toFixed(4)}, ${outcome.what}`);
  }

  #notTried({ name, what }: Candidate, note: string): void {
    const nothing = { crossValidation: null, validation: null, seconds: 0, config: null };
    this.record.outcomes.push({ name, what, status: "not-tried", ...nothing, note });
    writeFitRecord(this.#options.out, this.record);
    this.#logger.info(`${name}: not tried: ${note}`);
  }

  #isDone({ name }: Candidate): boolean {
    return this.record.outcomes.some((outcome) => outcome.name === name && outcome.status === "finished");
  }

  #hasValidation(): boolean {
    return this.#inputs.dataset.examples.some(({ split }) => split === "validation");
  }

  #secondsLeft(): number {
    const { budgetS } = this.#options;
    return budgetS === undefined ? Infinity : budgetS - (performance.now() - this.#startedMs) / 1000;
  }

  #stopIfAsked(): void {
    const { signal, out } = this.#options;
    if (signal?.aborted !== true) return;
    throw new TrainingInterrupted(
      signal.reason === "SIGTERM" ? "SIGTERM" : "SIGINT",
      out,
      0,
      "run the same command again",
    );
  }

  /** The best so far and the time left, for progress lines. */
  #standing(): string[] {
    const best = this.best;
    const value = best?.validation ?? best?.crossValidation ?? undefined;
    const left = this.#secondsLeft();
    return [
      best === undefined || value === undefined ? "" : `best ${value.toFixed(4)}`,
      left === Infinity ? "" : `budget ${formatDuration(Math.max(0, left))}`,
    ];
  }

  /** A logger for a training: its progress after where the search stands, nothing else. */
  #withStanding(): Logger {
    const standing = this.#standing();
    return {
      ...this.#logger,
      info: () => {},
      progress: (text) => this.#logger.progress(progressLine([...standing, text])),
    };
  }
}

function progressLine(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("  ");
}
