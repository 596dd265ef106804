import type { Engine, Tensor } from "@intentsmith/graph";
import { packedFeeds, packedLowerGraph, packSequences, type Floats, type SentenceModel } from "@intentsmith/model";

const batchTokens = 4096;

/**
 * The output of a model's embeddings and lower layers for every sequence of a run, computed once (without dropout):
 * with those layers frozen it never changes. Kept packed, T·H numbers in all.
 */
export class FrozenActivations {
  /** How many layers are frozen, at least one. */
  readonly layers: number;
  readonly #hiddenSize: number;
  /** Sequence → its output [S, H]. */
  readonly #outputs: ReadonlyMap<Int32Array, Floats>;

  private constructor(layers: number, hiddenSize: number, outputs: ReadonlyMap<Int32Array, Floats>) {
    this.layers = layers;
    this.#hiddenSize = hiddenSize;
    this.#outputs = outputs;
  }

  static async compute(
    model: SentenceModel,
    layers: number,
    sequences: readonly Int32Array[],
    engine: Engine,
  ): Promise<FrozenActivations> {
    const H = model.config.hiddenSize;
    const outputs = new Map<Int32Array, Floats>();
    const session = await engine.createSession(packedLowerGraph(model, model.weights, 1, layers));
    const order = [...sequences].sort((a, b) => b.length - a.length);
    for (let start = 0; start < order.length;) {
      const longest = order[start]?.length ?? 1;
      const batch = order.slice(start, start + Math.max(1, Math.floor(batchTokens / longest)));
      start += batch.length;
      const packed = packSequences(batch, 1);
      const run = await session.run(packedFeeds(packed, model.config.headCount, model.pooling));
      const data = run["hidden_states"]?.data as Floats;
      for (const [u, sequence] of batch.entries()) {
        const first = (packed.firstToken[u] as number) * H;
        outputs.set(sequence, data.slice(first, first + sequence.length * H));
      }
    }
    await session.release();
    return new FrozenActivations(layers, H, outputs);
  }

  /** The graph input `frozen_output` [T, H] for sequences of the run, in their order. */
  feeds(sequences: readonly Int32Array[]): Record<string, Tensor> {
    const H = this.#hiddenSize;
    const tokenCount = sequences.reduce((sum, sequence) => sum + sequence.length, 0);
    const parts = sequences.map((sequence) => this.#outputs.get(sequence) as Floats);
    const data = parts[0] instanceof Float64Array ? new Float64Array(tokenCount * H) : new Float32Array(tokenCount * H);
    let at = 0;
    for (const part of parts) {
      data.set(part, at);
      at += part.length;
    }
    return { frozen_output: { dtype: "float32", shape: [tokenCount, H], data } };
  }
}
