import { cpSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import {
  formatYaml,
  parseYaml,
  sha256,
  silentLogger,
  writeDirectoryAtomic,
  writeFileAtomic,
  type Logger,
} from "@intentsmith/core";
import { readTrainedModelRecord, openHead } from "@intentsmith/classifier";
import { onnxruntimeEngine, type Engine } from "@intentsmith/graph";
import { loadModel, SentenceEncoder } from "@intentsmith/model";
import { parseTrainingConfig, type TrainingConfig } from "../config/training-config.ts";
import { TrainingInterrupted } from "../folder/interrupted.ts";
import { lockRun, refuseBegun } from "../folder/run-lock.ts";
import { updateTrainedModelRecord } from "../folder/trained-folder.ts";
import { accuracyOf } from "../head/cross-validate.ts";
import { embedSplit } from "../head/embed-split.ts";
import { fitHead } from "../head/fit-head.ts";
import { headConfigSchema } from "../head/head-config.ts";
import type { HeadData } from "../head/head-data.ts";
import { countEpochTokens } from "../plan/epoch-tokens.ts";
import { planTraining, type TrainingInputs, type TrainingPlan } from "../plan/training-plan.ts";
import { weightsHash } from "../plan/weights-hash.ts";
import { evaluateSplit, type SplitEvaluation } from "../report/split-evaluation.ts";
import { measureTokensPerSecond } from "../run/measure-speed.ts";
import { prefixed } from "../run/model-record.ts";
import { train } from "../run/train.ts";
import { trainHead } from "../run/train-head.ts";
import type { Problem } from "./auto-settings.ts";
import { fineTuneCandidates, headCandidates, type Candidate } from "./candidates.ts";
import { mostFrequentLabel } from "./baseline.ts";
import { CachedEmbedder } from "./embedding-cache.ts";
import { continueFit, fitRecordFile, writeFitRecord, type FitOutcome, type FitRecord } from "./fit-record.ts";

export interface FitOptions {
  /** The folder of the result. What a killed fit of the same data and base left there is gone on with. */
  out: string;
  /** Seconds for trying; without, all that is worth trying is tried. Ends only between candidates and epochs. */
  budgetS?: number;
  logger?: Logger;
  /** Aborted: what is at work is left, the best so far is kept. */
  signal?: AbortSignal;
  commandLine?: readonly string[];
  engine?: Engine;
}

export interface FitResult {
  out: string;
  modelDirectory: string;
  /** Everything pinned: `train --config` with it gives the same model. */
  configFile: string;
  outcomes: FitOutcome[];
  chosen: FitOutcome;
  test: SplitEvaluation | undefined;
  /** Whether the signal ended the search. */
  interrupted: boolean;
  seconds: number;
}

/**
 * Finds the best model for the time there is: heads on the base as it is, then fine-tunings while they gain. Chosen by
 * accuracy on validation, the cheaper of equals; test is measured once, of the chosen one.
 *
 * @param config data, base, decision; its `train` block gives the seed and the threads.
 * @throws as `train`; OUTPUT_EXISTS if `out` holds something else.
 */
export async function fit(config: TrainingConfig, options: FitOptions): Promise<FitResult> {
  const { out, logger = silentLogger } = options;
  if (!existsSync(join(out, fitRecordFile))) refuseBegun(out);
  const lock = lockRun(out);
  try {
    const started = performance.now();
    const engine = options.engine ?? onnxruntimeEngine({ threads: config.train.threads });
    const plan = await planTraining(config, { logger });
    const search = new Search(config, plan, engine, options);
    const interrupted = await search.run();
    const test = await search.finish();
    const { outcomes } = search.record;
    return {
      out,
      modelDirectory: join(out, "model"),
      configFile: join(out, "config.yaml"),
      outcomes,
      chosen: search.best as FitOutcome,
      test,
      interrupted,
      seconds: (performance.now() - started) / 1000,
    };
  } finally {
    lock.release();
  }
}

/** The candidates of one fit, tried one after the other. */
class Search {
  readonly record: FitRecord;
  readonly #config: TrainingConfig;
  readonly #inputs: TrainingInputs;
  readonly #engine: Engine;
  readonly #options: FitOptions;
  readonly #logger: Logger;
  readonly #startedMs = performance.now();
  readonly #encoder: SentenceEncoder;
  readonly #embedder: CachedEmbedder;

  constructor(config: TrainingConfig, plan: TrainingPlan, engine: Engine, options: FitOptions) {
    const { logger = silentLogger, out } = options;
    this.#config = config;
    this.#inputs = plan;
    this.#engine = engine;
    this.#options = options;
    this.#logger = logger;
    const model = { ...plan.model, normalize: true };
    this.#encoder = new SentenceEncoder(model, { engine });
    this.#embedder = new CachedEmbedder(this.#encoder, model, join(out, "candidates", "embeddings"), logger);
    const { data: _, ...rest } = config;
    const identity = sha256(JSON.stringify([plan.dataset.hash, weightsHash(plan.model), rest]));
    this.record = continueFit(out, identity);
  }

  /** The best finished candidate so far: by validation, or by cross-validation where there is none; of equals the first. */
  get best(): FitOutcome | undefined {
    const value = ({ validation, crossValidation }: FitOutcome): number => validation ?? crossValidation ?? -1;
    const finished = this.record.outcomes.filter(({ status, config }) => status === "finished" && config !== null);
    return finished.reduce<FitOutcome | undefined>(
      (best, next) => (best === undefined || value(next) > value(best) ? next : best),
      undefined,
    );
  }

  /** Tries what there is time for. @returns whether the signal ended it. */
  async run(): Promise<boolean> {
    const { dataset, model, trainExamples } = this.#inputs;
    const problem: Problem = {
      rows: trainExamples.length,
      labels: dataset.labels.length,
      layers: model.config.layerCount,
    };
    mkdirSync(join(this.#options.out, "candidates"), { recursive: true });
    try {
      await this.#tryHeads(problem);
      await this.#tryFineTunings(problem);
      return false;
    } catch (error) {
      if (error instanceof TrainingInterrupted && this.best !== undefined) return true;
      throw error;
    } finally {
      await this.#encoder.release();
    }
  }

  async #tryHeads(problem: Problem): Promise<void> {
    const { dataset } = this.#inputs;
    this.#finished({ ...mostFrequentLabel(dataset), seconds: 0 });
    this.#logger.progress(`embedding ${problem.rows.toLocaleString("en")} training texts`);
    const words = await this.#embedder.encode(dataset.labelWords);
    const data = await embedSplit(this.#embedder, dataset, "train", words);
    this.#stopIfAsked();
    const validation = await embedSplit(this.#embedder, dataset, "validation", words);
    for (const candidate of headCandidates(problem)) {
      this.#stopIfAsked();
      if (this.#isDone(candidate)) continue;
      this.#logger.progress(this.#line(candidate));
      await this.#tryHead(candidate, data, validation);
    }
  }

  async #tryHead(candidate: Candidate, data: HeadData, validation: HeadData): Promise<void> {
    const started = performance.now();
    const { seed } = this.#config.train;
    const config = headConfigSchema.parse(candidate.train.head);
    const fitted = await fitHead(config, data, { engine: this.#engine, seed });
    const { texts, labels } = validation;
    this.#finished({
      ...candidate,
      crossValidation: fitted.accuracy,
      validation: labels.length === 0 ? null : accuracyOf(fitted.head.scores(texts), labels, fitted.head.labelCount),
      seconds: (performance.now() - started) / 1000,
      config: this.#pinned({ ...candidate.train, head: fitted.config }),
    });
  }

  async #tryFineTunings(problem: Problem): Promise<void> {
    let before = this.best;
    for (const candidate of fineTuneCandidates(problem)) {
      this.#stopIfAsked();
      if (!this.#isDone(candidate)) {
        const note = this.#hasValidation() ? undefined : "there is no validation text to judge it by";
        if (note === undefined) await this.#tryFineTuning(candidate);
        else this.#notTried(candidate, note);
      }
      const [last, best] = [this.record.outcomes.find(({ name }) => name === candidate.name), this.best];
      if (last?.status !== "finished" || best?.name !== candidate.name || best === before) break;
      before = best;
    }
  }

  async #tryFineTuning(candidate: Candidate): Promise<void> {
    const started = performance.now();
    const wanted = parsed(this.#pinned(candidate.train));
    const plan = await planTraining(wanted, { logger: silentLogger, shared: this.#inputs });
    const left = this.#secondsLeft();
    const affordable = left === Infinity ? wanted.train.epochs : await this.#epochsWithin(left, wanted, plan);
    if (affordable < 1) {
      this.#notTried(candidate, `an epoch takes longer than the ${Math.max(0, Math.round(left))} s that are left`);
      return;
    }
    const epochs = Math.min(affordable, wanted.train.epochs);
    const cut = epochs < wanted.train.epochs;
    const config = parsed(this.#pinned({ ...candidate.train, epochs }));
    const out = join(this.#options.out, "candidates", candidate.name);
    const { signal, commandLine } = this.#options;
    const result = await train(config, {
      out,
      resume: existsSync(out),
      plan: await planTraining(config, { logger: silentLogger, shared: this.#inputs }),
      engine: this.#engine,
      logger: this.#withBest(),
      test: false,
      ...(signal === undefined ? {} : { signal }),
      ...(commandLine === undefined ? {} : { commandLine }),
    });
    rmSync(join(out, "checkpoints"), { recursive: true, force: true });
    this.#finished({
      ...candidate,
      what: cut ? `encoder fine-tuned, ${epochs} epochs` : candidate.what,
      crossValidation: null,
      validation: result.validation?.result.accuracy ?? null,
      seconds: (performance.now() - started) / 1000,
      config: { ...config },
      ...(cut ? { note: `cut from ${wanted.train.epochs} epochs to fit the budget` } : {}),
    });
  }

  /** How many epochs of this config fit into so many seconds, by a few measured steps. */
  async #epochsWithin(seconds: number, config: TrainingConfig, plan: TrainingPlan): Promise<number> {
    const { training, evaluation } = countEpochTokens(plan);
    const speed = await measureTokensPerSecond(config, plan, this.#engine, { steps: 2 });
    const secondsAnEpoch = (training + evaluation / 3) / speed;
    return Math.floor((0.9 * seconds) / secondsAnEpoch);
  }

  /**
   * Puts the chosen model, its config and its test metrics in their places.
   * @returns its evaluation on test, if there is such a split.
   */
  async finish(): Promise<SplitEvaluation | undefined> {
    const { out, commandLine } = this.#options;
    const best = this.best as FitOutcome;
    const yaml = formatYaml(best.config);
    const config = parsed(best.config);
    const run = join(out, "candidates", best.name);
    const plan = await planTraining(config, { logger: silentLogger, shared: this.#inputs });
    let test: SplitEvaluation | undefined;
    if (config.train.method === "head") {
      rmSync(run, { recursive: true, force: true });
      const named = commandLine === undefined ? {} : { commandLine };
      const shared = { plan, engine: this.#engine, embedder: this.#embedder, logger: silentLogger };
      test = (await trainHead(config, { out: run, ...shared, ...named })).test;
      await this.#encoder.release();
    } else {
      test = await this.#measureTest(join(run, "model"), config);
    }
    const target = join(out, "model");
    rmSync(target, { recursive: true, force: true });
    await writeDirectoryAtomic(target, async (folder) => cpSync(join(run, "model"), folder, { recursive: true }));
    writeFileAtomic(join(out, "config.yaml"), yaml);
    for (const { name } of this.record.outcomes) {
      rmSync(join(out, "candidates", name, "model"), { recursive: true, force: true });
    }
    Object.assign(this.record, { status: "finished", chosen: best.name });
    writeFitRecord(out, this.record);
    return test;
  }

  async #measureTest(folder: string, config: TrainingConfig): Promise<SplitEvaluation | undefined> {
    const { dataset } = this.#inputs;
    if (!dataset.examples.some(({ split }) => split === "test")) return undefined;
    const record = readTrainedModelRecord(folder);
    const test = await evaluateSplit(await loadModel(folder), dataset, "test", {
      engine: this.#engine,
      bestBy: config.evaluate.bestBy,
      ...(record.head === undefined ? {} : { head: (encoder) => openHead(folder, record, encoder) }),
    });
    const { best_epoch: epoch, ...validation } = record.metrics;
    const metrics = {
      ...validation,
      ...prefixed("test", test.metrics),
      ...(epoch === undefined ? {} : { best_epoch: epoch }),
    };
    updateTrainedModelRecord(folder, { ...record, metrics: finite(metrics) });
    return test;
  }

  #pinned(trainBlock: Candidate["train"]): Record<string, unknown> {
    const { seed, threads } = this.#config.train;
    const written = { ...this.#config, train: { ...trainBlock, seed, threads } };
    return { ...parseTrainingConfig(written, "fit") };
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

  #line({ what }: Candidate): string {
    return [this.#bestSoFar(), this.#timeLeft(), what].filter((part) => part !== "").join("  ");
  }

  #bestSoFar(): string {
    const best = this.best;
    const value = best?.validation ?? best?.crossValidation;
    return best === undefined || value === null || value === undefined ? "" : `best ${value.toFixed(4)} (${best.name})`;
  }

  #timeLeft(): string {
    const left = this.#secondsLeft();
    return left === Infinity ? "" : `${Math.max(0, Math.round(left))} s of the budget left`;
  }

  /** Says what is best so far before a training's own progress. */
  #withBest(): Logger {
    const start = [this.#bestSoFar(), this.#timeLeft()].filter((part) => part !== "").join("  ");
    return { ...this.#logger, info: () => {}, progress: (text) => this.#logger.progress(`${start}  ${text}`) };
  }
}

/** As `config.yaml` is read again: so that the same bytes come out of it. */
function parsed(config: unknown): TrainingConfig {
  const read = parseYaml(formatYaml(config));
  return parseTrainingConfig("value" in read ? read.value : {}, "fit");
}

function finite(metrics: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(metrics).filter(([, value]) => Number.isFinite(value)));
}
