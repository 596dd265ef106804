import { existsSync } from "node:fs";
import { join } from "node:path";
import { messageOf, type Logger } from "@intentsmith/core";
import { modelInputOf, type ModelContext } from "../contract/conversation.ts";
import { RequestError } from "../contract/request-error.ts";
import type { ConversationInput } from "../contract/schemas.ts";
import { Engine } from "../engine/engine.ts";
import type { Answer } from "../engine/messages.ts";
import { compareLatency } from "./compare-latency.ts";
import { judgeGolden } from "./golden.ts";
import type { ModelStateFile } from "./model-state.ts";
import { hasPointer, readPointer, versionFolder, type VersionFolder } from "./pointer.ts";
import { Probation } from "./probation.ts";

export interface ServedModelOptions {
  /** A model's folder, or a folder of versions with the pointer `latest`. */
  root: string;
  state: ModelStateFile;
  /** Milliseconds between two looks at the pointer. */
  refreshMs: number;
  /** How long an engine that is replaced may take for what it still owes. */
  graceMs: number;
  logger: Logger;
  /** Starts the engine of one version. @throws what loading it throws. */
  startEngine(folder: string): Promise<Engine>;
}

/** Of the lengths that people write; ten times each: the median of three would be one run. */
const warmUpTexts = Array.from({ length: 10 }, () => [
  "hello",
  "what comes next?",
  "how long does it take until it is there, and what does it cost?",
]).flat();

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
    const [wanted, ...others] = startCandidates(options);
    let failure: unknown;
    for (const version of [wanted as VersionFolder, ...others]) {
      try {
        const model = new ServedModel(options, version, await startChecked(options, version));
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
    request: { top: number; nearest?: number; signal?: AbortSignal },
  ): Promise<{ version: string; results: Answer[] }> {
    const engine = this.#engine;
    try {
      const { context } = engine.model;
      const found = await engine.classify(
        texts.map((text) => modelInputOf(text, context)),
        request,
      );
      const results = found.map((answer, i) => withTurnsRead(answer, texts[i] as ConversationInput, context));
      this.#observe(engine, true);
      return { version: engine.model.version, results };
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
    await Promise.all([this.#engine.stop(graceMs), ...this.#leaving]);
  }

  async #refresh(): Promise<void> {
    const { state, logger } = this.#options;
    if (this.#stopped || !hasPointer(this.#options.root)) return;
    if (this.#probation?.failed(this.#engine) === true) {
      await this.#rollBack();
      return;
    }
    const wanted = wantedVersion(this.#options);
    if (wanted.name === this.#version.name || state.read().quarantined[wanted.name] !== undefined) return;
    logger.info(`refresh: ${wanted.name}: starting it beside ${this.#version.name}`);
    const next = await this.#startChecked(wanted);
    if (next !== undefined) this.#swap(wanted, next, new Probation());
  }

  async #startChecked(wanted: VersionFolder): Promise<Engine | undefined> {
    let next: Engine | undefined;
    try {
      next = await startChecked(this.#options, wanted);
      if (next.model.golden === undefined)
        this.#options.logger.info(`refresh: ${wanted.name} has no golden set: loaded and timed only`);
      await compareLatency(this.#engine, next, warmUpTexts);
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
    const leaving = old.stop(this.#options.graceMs).finally(() => this.#leaving.delete(leaving));
    this.#leaving.add(leaving);
    this.#note();
    this.#options.logger.info(`refresh: ${version.name} (${engine.model.version}) answers now`);
  }

  #observe(engine: Engine, good: boolean): void {
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

/** Says of a conversation how much of it was read: nobody should think that a model without context knew the rest. */
function withTurnsRead(
  answer: Answer,
  input: ConversationInput,
  context: ModelContext | undefined,
): Answer & { turnsRead?: number } {
  if (typeof input === "string" || input.context === undefined) return answer;
  return { ...answer, turnsRead: Math.min(input.context.length, context?.turns ?? 0) };
}

function wantedVersion({ root, state }: ServedModelOptions): VersionFolder {
  if (!hasPointer(root)) return { name: root, folder: root };
  const { pinned } = state.read();
  return pinned === undefined ? readPointer(root) : versionFolder(root, pinned, "the pinned version");
}

/** A version's engine that has answered its golden set, if it has one, as recorded. */
async function startChecked({ startEngine }: ServedModelOptions, { folder }: VersionFolder): Promise<Engine> {
  const engine = await startEngine(folder);
  try {
    judgeGolden(engine.model);
    return engine;
  } catch (error) {
    await engine.stop(0);
    throw error;
  }
}

/** The wanted version, then those served before, none of them in quarantine unless nothing else is left. */
function startCandidates(options: ServedModelOptions): VersionFolder[] {
  const wanted = wantedVersion(options);
  if (!hasPointer(options.root)) return [wanted];
  const { current, previous, quarantined } = options.state.read();
  const earlier = [current, previous].filter(
    (name): name is string => name !== undefined && name !== wanted.name && existsSync(join(options.root, name)),
  );
  const all = [wanted, ...[...new Set(earlier)].map((name) => ({ name, folder: join(options.root, name) }))];
  const good = all.filter(({ name }) => quarantined[name] === undefined);
  return good.length > 0 ? good : [wanted];
}
