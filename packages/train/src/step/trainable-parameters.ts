import type { Tensor } from "@intentsmith/graph";
import {
  architectureOf,
  ParameterArena,
  type Floats,
  type ParameterSpec,
  type SentenceModel,
} from "@intentsmith/model";
import type { OwnParameter } from "../losses/loss.ts";
import type { DecaySegment } from "../optim/adamw-state.ts";

/**
 * The parameters of a run in one array: the encoder's and the objective's own. Of the embedding tables it holds only the rows that the run's token ids touch
 * (3,500 of 30,522 words in the cooking half); the other rows have no gradient and owe only the accumulated decay,
 * which `storeInto` applies.
 */
export class TrainableParameters {
  readonly arena: ParameterArena;
  readonly gradients: ParameterArena;
  /** Those whose gradient comes out of the graph as a whole: all but the tables. */
  readonly dense: readonly ParameterSpec[];
  readonly segments: readonly DecaySegment[];
  /** Π(1 − η·λ) over the steps so far: what an untouched row has shrunk by. */
  untouchedDecay = 1;
  readonly #encoder: readonly ParameterSpec[];
  readonly #own: ReadonlyMap<string, ParameterSpec>;
  readonly #words: ParameterSpec;
  readonly #positions: ParameterSpec;
  /** Absent in a family without segment types. */
  readonly #types: ParameterSpec | undefined;
  readonly #wordRows: Int32Array;
  readonly #compactIds: Int32Array;
  readonly #tablesAreFrozen: boolean;
  readonly #hiddenSize: number;
  readonly #padTokenId: number;
  readonly #positionOffset: number;
  /** What the graph reads and this run does not train: parameters that all layers share, above frozen ones. */
  readonly #fixed: Readonly<Record<string, Tensor>>;

  /**
   * @param sequences all token ids of the run: they decide which rows of the tables are trained.
   * @param options `frozenLayers`: the embeddings and this many layers are not trained and do not even decay;
   * `own`: the objective's parameters.
   */
  constructor(
    model: SentenceModel,
    sequences: readonly Int32Array[],
    options: {
      precision?: "float32" | "float64";
      frozenLayers?: number;
      own?: readonly OwnParameter[] | undefined;
    } = {},
  ) {
    const { precision = "float32", frozenLayers = 0, own = [] } = options;
    const { config, weights } = model;
    this.#tablesAreFrozen = frozenLayers > 0;
    const H = config.hiddenSize;
    this.#hiddenSize = H;
    this.#padTokenId = config.padTokenId;
    this.#positionOffset = config.positionOffset;
    this.#wordRows = usedTokenIds(sequences);
    this.#compactIds = new Int32Array(config.vocabularySize).fill(-1);
    for (const [compact, id] of this.#wordRows.entries()) this.#compactIds[id] = compact;
    const longest = sequences.reduce((most, sequence) => Math.max(most, sequence.length), 1);
    const table = (name: string, rows: number): ParameterSpec => ({
      name,
      shape: [rows, H],
      parts: [name],
      decay: true,
    });
    const { tables, denseParameters, sharedParameters } = architectureOf(config);
    this.#words = table(tables.word, this.#wordRows.length);
    this.#positions = table(tables.position, longest);
    this.#types = tables.type === undefined ? undefined : table(tables.type, 1);
    this.#encoder = denseParameters(config, frozenLayers);
    const shared = frozenLayers > 0 ? sharedParameters(config) : [];
    this.#fixed = Object.fromEntries(
      shared.map(({ name, shape }) => [
        name,
        { dtype: "float32", shape, data: weights.get(name)?.data as Float32Array } satisfies Tensor,
      ]),
    );
    this.#own = new Map(own.map(({ name, shape, decay }) => [name, { name, shape, parts: [name], decay }]));
    this.dense = [...this.#encoder, ...this.#own.values()];
    const specs = [...this.dense, ...this.#tableRows().map(([spec]) => spec)];
    this.arena = new ParameterArena(specs, precision).load(weights, this.#encoder);
    for (const { name, initial } of own) this.own(name).set(initial);
    this.gradients = new ParameterArena(specs, precision);
    this.segments = decaySegments(this.arena);
    for (const [spec, rows] of this.#tableRows()) {
      const source = weights.get(spec.name)?.data as Float32Array;
      const view = this.arena.view(spec);
      for (const [compact, row] of rows.entries()) view.set(source.subarray(row * H, (row + 1) * H), compact * H);
    }
  }

  /** The objective's parameter of this name, where it stands in the arena. */
  own(name: string): Floats {
    return this.arena.view(this.#own.get(name) as ParameterSpec);
  }

  /** Rows of the words table in this arena for token ids of the vocabulary. */
  compact(ids: Int32Array): Int32Array {
    return ids.map((id) => this.#compactIds[id] as number);
  }

  /** Sizes of the embedding tables in the arena: the graph is built over them. */
  get tableSizes(): { vocabularySize: number; maxPositions: number; typeVocabularySize: number } {
    const rows = (spec: ParameterSpec): number => spec.shape[0] as number;
    return {
      vocabularySize: rows(this.#words),
      maxPositions: rows(this.#positions),
      typeVocabularySize: this.#types === undefined ? 0 : 1,
    };
  }

  /** The graph inputs: every parameter under its name, without a copy. */
  feeds(): Record<string, Tensor> {
    const trained = this.arena.specs.map((spec) => [
      spec.name,
      { dtype: "float32", shape: spec.shape, data: this.arena.view(spec) } satisfies Tensor,
    ]);
    return { ...this.#fixed, ...Object.fromEntries(trained) };
  }

  /** The buffer for a dense parameter's gradient. */
  gradientBuffer(spec: ParameterSpec): Tensor {
    return { dtype: "float32", shape: spec.shape, data: this.gradients.view(spec) };
  }

  /**
   * Fills the tables' gradients from those of the embedding sum [T, H], row by row in a fixed order. The padding
   * token's word row gets none (torch.nn.Embedding's padding_idx).
   */
  accumulateTables(rows: Floats, inputIds: Int32Array, compactIds: Int32Array, positionIds: Int32Array): void {
    const H = this.#hiddenSize;
    const views = this.#tableRows().map(([spec]) => this.gradients.view(spec));
    const [words, positions, types] = views as [Floats, Floats, Floats?];
    for (const view of views) view.fill(0);
    for (let t = 0; t < compactIds.length; t++) {
      if (inputIds[t] !== this.#padTokenId) addRow(words, (compactIds[t] as number) * H, rows, t * H, H);
      addRow(positions, (positionIds[t] as number) * H, rows, t * H, H);
      if (types !== undefined) addRow(types, 0, rows, t * H, H);
    }
  }

  /** Writes the encoder's parameters into the model's weights, untouched rows with the decay they owe. */
  storeInto(model: SentenceModel, original: ReadonlyMap<string, Float32Array>): void {
    const H = this.#hiddenSize;
    this.arena.store(model.weights, this.#encoder);
    for (const [spec, rows] of this.#tableRows()) {
      const target = model.weights.get(spec.name)?.data as Float32Array;
      const source = original.get(spec.name) as Float32Array;
      for (let i = 0; i < target.length; i++) target[i] = (source[i] as number) * this.untouchedDecay;
      const view = this.arena.view(spec);
      for (const [compact, row] of rows.entries()) target.set(view.subarray(compact * H, (compact + 1) * H), row * H);
    }
  }

  #tableRows(): [ParameterSpec, Int32Array][] {
    if (this.#tablesAreFrozen) return [];
    const positions = Int32Array.from(
      { length: this.#positions.shape[0] as number },
      (_, i) => this.#positionOffset + i,
    );
    return [
      [this.#words, this.#wordRows],
      [this.#positions, positions],
      ...(this.#types === undefined ? [] : [[this.#types, Int32Array.of(0)] satisfies [ParameterSpec, Int32Array]]),
    ];
  }
}

/** Copies of the embedding tables as they were before training; `storeInto` starts from them. */
export function embeddingTables(model: SentenceModel): Map<string, Float32Array> {
  const { word, position, type } = architectureOf(model.config).tables;
  return new Map(
    [word, position, ...(type === undefined ? [] : [type])].map((name) => [
      name,
      Float32Array.from(model.weights.get(name)?.data ?? []),
    ]),
  );
}

function addRow(target: Floats, at: number, source: Floats, from: number, width: number): void {
  for (let j = 0; j < width; j++) target[at + j] = (target[at + j] as number) + (source[from + j] as number);
}

function usedTokenIds(sequences: readonly Int32Array[]): Int32Array {
  const ids = new Set<number>();
  for (const sequence of sequences) for (const id of sequence) ids.add(id);
  return Int32Array.from(ids).sort();
}

/** Neighbouring parameters with the same decay, joined. */
function decaySegments(arena: ParameterArena): DecaySegment[] {
  const segments: DecaySegment[] = [];
  for (const spec of arena.specs) {
    const start = arena.offset(spec);
    const end = start + spec.shape.reduce((product, size) => product * size, 1);
    const last = segments.at(-1);
    if (last !== undefined && last.decay === spec.decay) last.end = end;
    else segments.push({ start, end, decay: spec.decay });
  }
  return segments;
}
