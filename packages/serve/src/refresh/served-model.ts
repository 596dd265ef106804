import { messageOf } from "@intentsmith/core";
import { modelInputOf } from "../contract/conversation.ts";
import { RequestError } from "../contract/request-error.ts";
import type { ConversationInput } from "../contract/schemas.ts";
import type { Engine } from "../engine/engine.ts";
import type { ModelAnswer } from "../engine/messages.ts";
import { Canary } from "./canary.ts";
import { compareLatency } from "./compare-latency.ts";
import { hasPointer, type VersionFolder } from "./pointer.ts";
import { Probation } from "./probation.ts";
import { syncAtStart, type ServedModelOptions } from "./served-model-options.ts";
import { startCandidates, startChecked, wantedVersion } from "./start-version.ts";
import { withTurnsRead } from "./turns-read.ts";

/**
 * The model that answers at the moment. Where its folder has a pointer, a new version is started beside the old one,
 * checked, and takes over between two requests; one that fails a check, crashes or errs too often is put in quarantine
 * with the reason, and the one before it answers again.
 */
export class ServedModel {
  readonly #options: ServedModelOptions;
  #engine: Engine;
  #version: VersionFolder;
  #previous: VersionFolder | undefined;
  #probation: Probation | undefined;
  /** A new version that answers a share of the requests. */
  #canary: { version: VersionFolder; trial: Canary } | undefined;
  #busy: Promise<void> | undefined;
  #stopped = false;
  readonly #timer: NodeJS.Timeout | undefined;
  /** Engines that still answer what they were asked before they were replaced. */
  readonly #leaving = new Set<Promise<void>>();
  #crashesBefore = 0;

  private constructor(options: ServedModelOptions, version: VersionFolder, engine: Engine) {
    this.#options = options;
    this.#version = version;
    this.#engine = engine;
    if (!hasPointer(options.root)) return;
    this.#timer = setInterval(() => void this.check(), options.refreshMs);
    this.#timer.unref();
  }

  /**
   * Starts the version that is pinned or pointed at; where that one is in quarantine or fails, the one served last.
   * @throws what reading the pointer and loading throw, if no version can be served.
   */
  static async start(options: ServedModelOptions): Promise<ServedModel> {
    const { state, logger } = options;
    await syncAtStart(options);
    const [wanted, ...others] = startCandidates(options);
    let failure: unknown;
    for (const version of [wanted as VersionFolder, ...others]) {
      try {
        const model = new ServedModel(options, version, await startChecked(options.startEngine, version));
        model.#note();
        return model;
      } catch (error) {
        failure ??= error;
        if (others.length === 0) break;
        logger.warn(`${version.name}: ${messageOf(error)}: in quarantine`);
        state.quarantine(version.name, messageOf(error));
      }
    }
    throw failure;
  }

  get engine(): Engine {
    return this.#engine;
  }

  get ready(): boolean {
    return this.#engine.ready;
  }

  get version(): string {
    return this.#engine.model.version;
  }

  /** Of all engines since the start. */
  get crashes(): number {
    return this.#crashesBefore + this.#engine.crashes;
  }

  /** @throws OVERLOADED where no request would be let in, whatever is in it. */
  refuseIfFull(): void {
    this.#engine.refuseIfFull();
  }

  async classify(
    texts: readonly ConversationInput[],
    request: { id: string; top: number; nearest?: number; signal?: AbortSignal },
  ): Promise<ModelAnswer> {
    const engine = this.#canary?.trial.takes(request.id) === true ? this.#canary.trial.engine : this.#engine;
    try {
      const { context, version, threshold } = engine.model;
      const found = await engine.classify(
        texts.map((text) => modelInputOf(text, context)),
        request,
      );
      const results = found.map((answer, i) => withTurnsRead(answer, texts[i] as ConversationInput, context));
      this.#observe(engine, true);
      return { version, threshold, results };
    } catch (error) {
      const itsFault = error instanceof RequestError && /^(INTERNAL|ENGINE_UNAVAILABLE)$/.test(error.code);
      if (itsFault) this.#observe(engine, false);
      throw error;
    }
  }

  /** Looks at the pointer now. Never throws: what goes wrong is logged, and the model stays. */
  async check(): Promise<void> {
    this.#busy ??= this.#refresh()
      .catch((error: unknown) => this.#options.logger.warn(`refresh: ${messageOf(error)}; the model stays`))
      .finally(() => (this.#busy = undefined));
    await this.#busy;
  }

  async stop(graceMs: number): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#busy;
    await Promise.all([this.#engine.stop(graceMs), this.#canary?.trial.engine.stop(graceMs), ...this.#leaving]);
  }

  async #refresh(): Promise<void> {
    const { state, logger } = this.#options;
    if (this.#stopped || !hasPointer(this.#options.root)) return;
    if (this.#probation?.failed(this.#engine) === true) {
      await this.#rollBack();
      return;
    }
    if (this.#canary !== undefined && (await this.#judgeCanary())) return;
    await this.#options.sync?.();
    const wanted = wantedVersion(this.#options);
    if (wanted.name === this.#canary?.version.name) return;
    await this.#endCanary();
    if (wanted.name === this.#version.name || state.read().quarantined[wanted.name] !== undefined) return;
    logger.info(`refresh: ${wanted.name}: starting it beside ${this.#version.name}`);
    const next = await this.#startChecked(wanted);
    if (next === undefined) return;
    const { share, requests } = this.#options.canary;
    // Who pinned a version wants it now.
    if (share === 0 || state.read().pinned === wanted.name) {
      this.#swap(wanted, next, new Probation());
      return;
    }
    logger.info(`refresh: ${wanted.name} answers ${share * 100} % of the requests until it has had ${requests}`);
    this.#canary = { version: wanted, trial: new Canary(next, share, requests) };
  }

  /** @returns whether there is nothing more to do at this turn. */
  async #judgeCanary(): Promise<boolean> {
    const { version, trial } = this.#canary as { version: VersionFolder; trial: Canary };
    const verdict = trial.verdict();
    if (verdict === "running") return false;
    this.#canary = undefined;
    if (verdict === "passed") {
      this.#swap(version, trial.engine, new Probation());
      return true;
    }
    this.#options.state.quarantine(version.name, verdict.failed);
    this.#options.logger.warn(
      `refresh: ${version.name}: ${verdict.failed}: in quarantine; ${this.#version.name} stays`,
    );
    this.#leave(trial.engine);
    return true;
  }

  /** The pointer names another version: the one on trial is let go. */
  async #endCanary(): Promise<void> {
    if (this.#canary === undefined) return;
    this.#leave(this.#canary.trial.engine);
    this.#canary = undefined;
  }

  async #startChecked(wanted: VersionFolder): Promise<Engine | undefined> {
    let next: Engine | undefined;
    try {
      next = await startChecked(this.#options.startEngine, wanted);
      if (next.model.golden === undefined)
        this.#options.logger.info(`refresh: ${wanted.name} has no golden set: loaded and timed only`);
      await compareLatency(this.#engine, next);
      return next;
    } catch (error) {
      await next?.stop(0);
      this.#options.state.quarantine(wanted.name, messageOf(error));
      this.#options.logger.warn(
        `refresh: ${wanted.name}: ${messageOf(error)}: in quarantine; ${this.#version.name} stays`,
      );
      return undefined;
    }
  }

  /** From here on new requests go to the new engine; the old one finishes what it has. */
  #swap(version: VersionFolder, engine: Engine, probation: Probation | undefined): void {
    const old = this.#engine;
    this.#crashesBefore += old.crashes;
    this.#previous = this.#version;
    this.#version = version;
    this.#engine = engine;
    this.#probation = probation;
    this.#leave(old);
    this.#note();
    this.#options.logger.info(`refresh: ${version.name} (${engine.model.version}) answers now`);
  }

  /** Lets an engine finish what it has, then ends it. */
  #leave(engine: Engine): void {
    const leaving = engine.stop(this.#options.graceMs).finally(() => this.#leaving.delete(leaving));
    this.#leaving.add(leaving);
  }

  #observe(engine: Engine, good: boolean): void {
    if (engine === this.#canary?.trial.engine) {
      this.#canary.trial.count(good);
      if (this.#canary.trial.verdict() !== "running") void this.check();
      return;
    }
    if (engine !== this.#engine || this.#probation === undefined) return;
    this.#probation.count(good);
    if (this.#probation.failed(engine)) void this.check();
  }

  async #rollBack(): Promise<void> {
    const bad = this.#version;
    const back = this.#previous;
    const why = this.#probation?.reason ?? "";
    this.#probation = undefined;
    this.#options.state.quarantine(bad.name, why);
    if (back === undefined) return;
    this.#options.logger.warn(`refresh: ${bad.name}: ${why}: in quarantine; back to ${back.name}`);
    this.#swap(back, await this.#options.startEngine(back.folder), undefined);
  }

  #note(): void {
    if (!hasPointer(this.#options.root)) return;
    const { name } = this.#version;
    this.#options.state.change(({ previous: _, ...state }) => ({
      ...state,
      current: name,
      ...(this.#previous === undefined ? {} : { previous: this.#previous.name }),
    }));
  }
}
