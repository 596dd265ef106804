import { sha256 } from "@intentsmith/core";
import { writeModel, type Engine, type Graph, type Session } from "@intentsmith/graph";

/** A graph with more numbers inside than this (a model's weights) is of one moment: nobody asks for it again. */
const mostConstants = 1000;

const holdsWeights = (graph: Graph): boolean =>
  graph.constants.reduce((sum, { data }) => sum + data.length, 0) > mostConstants;

/**
 * An engine that compiles equal graphs once: a session that is released is kept for whoever asks for the same graph
 * (loss, dropout on or off, sizes, length buckets) next. At most `limit` are kept, the longest unused go first, as each
 * holds on to the memory of its largest step. Graphs with weights inside (evaluation) are not kept.
 */
export class SharedSessions implements Engine {
  readonly name: string;
  readonly version: string;
  /** How many graphs were really compiled. */
  compiled = 0;
  readonly #engine: Engine;
  readonly #limit: number;
  /** Idle sessions by the hash of their graph, the longest unused first. */
  readonly #idle = new Map<string, Session>();

  constructor(engine: Engine, limit = 8) {
    this.name = engine.name;
    this.version = engine.version;
    this.#engine = engine;
    this.#limit = limit;
  }

  async createSession(graph: Graph): Promise<Session> {
    if (holdsWeights(graph)) return await this.#engine.createSession(graph);
    const key = sha256(writeModel(graph));
    const kept = this.#idle.get(key);
    this.#idle.delete(key);
    if (kept === undefined) this.compiled += 1;
    const session = kept ?? (await this.#engine.createSession(graph));
    return {
      run: (feeds, options) => session.run(feeds, options),
      release: () => this.#keep(key, session),
    };
  }

  async #keep(key: string, session: Session): Promise<void> {
    const twin = this.#idle.get(key);
    this.#idle.delete(key);
    this.#idle.set(key, session);
    await twin?.release();
    for (const [oldest, old] of this.#idle) {
      if (this.#idle.size <= this.#limit) return;
      this.#idle.delete(oldest);
      await old.release();
    }
  }

  /** Frees what is kept. */
  async releaseAll(): Promise<void> {
    const sessions = [...this.#idle.values()];
    this.#idle.clear();
    for (const session of sessions) await session.release();
  }
}
