import { checkArguments, expected } from "@intentsmith/core";
import { onnxruntimeEngine, type Engine, type Session, type Tensor } from "@intentsmith/graph";
import { embeddingWidth, packedInferenceGraph } from "../bi-encoder/bi-encoder.ts";
import { loadModel } from "../folder/load-model.ts";
import type { SentenceModel } from "../folder/sentence-model.ts";
import type { EncoderInput, TokenizedInput } from "../tokenizer/tokenized-input.ts";
import { encoderInputs, type EncodedInputs, type EncodedTexts, type TextEncoder } from "./text-encoder.ts";
import { packedFeeds, packSequences } from "../packing/packing.ts";

export interface SentenceEncoderOptions {
  /** Threads inside one operator (default: one a core). */
  threads?: number;
  /** Runs the graph; onnxruntime by default. */
  engine?: Engine;
  /** Most tokens in one run (default 1,024): bounds memory, and what is in work stays near the processor. */
  batchTokens?: number;
}

const encoderOptions = expected.options<SentenceEncoderOptions>({
  threads: expected.whole(0),
  engine: expected.object,
  batchTokens: expected.whole(1),
});

/**
 * Texts → embeddings with a fixed model. Texts are sorted by length and packed without padding; equal texts are
 * encoded once.
 */
export class SentenceEncoder implements TextEncoder {
  readonly model: SentenceModel;
  readonly #engine: Engine;
  readonly #batchTokens: number;
  /** One session: every batch is cut into a single length bucket, as sorted texts are nearly equal in length. */
  #session: Promise<Session> | undefined;

  constructor(model: SentenceModel, options: SentenceEncoderOptions = {}) {
    checkArguments("SentenceEncoder", { model: [model, expected.object], options: [options, encoderOptions] });
    const { threads, batchTokens = 1024 } = options;
    this.model = model;
    this.#engine = options.engine ?? onnxruntimeEngine(threads === undefined ? {} : { threads });
    this.#batchTokens = batchTokens;
  }

  /** Loads a folder in sentence-transformers layout. @throws MODEL_MALFORMED, MODEL_UNSUPPORTED, FILE_NOT_FOUND. */
  static async load(directory: string, options: SentenceEncoderOptions = {}): Promise<SentenceEncoder> {
    checkArguments("SentenceEncoder.load", {
      directory: [directory, expected.path],
      options: [options, encoderOptions],
    });
    return new SentenceEncoder(await loadModel(directory), options);
  }

  inspect(inputs: readonly EncoderInput[]): TokenizedInput[] {
    const { tokenizer, maxSequenceLength } = this.model;
    return inputs.map((input) => tokenizer.inspect(input, maxSequenceLength));
  }

  countTokens(inputs: readonly EncoderInput[]): number[] {
    return this.inspect(inputs).map(({ ids }) => ids.length);
  }

  /** Embeddings of texts or turns, in their order. */
  async encode(texts: readonly EncoderInput[]): Promise<EncodedInputs> {
    checkArguments("encode", { texts: [texts, encoderInputs] });
    const rows = new Map<string, number>();
    const distinct: EncoderInput[] = [];
    const rowOf = texts.map((text) => {
      const key = JSON.stringify(text);
      const row = rows.get(key) ?? distinct.push(text) - 1;
      rows.set(key, row);
      return row;
    });
    const inspected = this.inspect(distinct);
    const encoded = await this.encodeTokens(inspected.map(({ ids }) => ids));
    const inputs = rowOf.map((row) => inspected[row] as TokenizedInput);
    if (distinct.length === texts.length) return { ...encoded, inputs };
    const { width } = encoded;
    const data = new Float32Array(texts.length * width);
    for (const [i, row] of rowOf.entries()) {
      data.set(encoded.data.subarray(row * width, (row + 1) * width), i * width);
    }
    return { data, rowCount: texts.length, width, inputs };
  }

  /** Embeddings of token-id sequences (special tokens included), in their order. */
  async encodeTokens(sequences: readonly Int32Array[]): Promise<EncodedTexts> {
    const { config } = this.model;
    const width = embeddingWidth(this.model);
    const data = new Float32Array(sequences.length * width);
    const order = Array.from(sequences.keys()).sort((a, b) => length(sequences, b) - length(sequences, a) || a - b);
    this.#session ??= this.#engine.createSession(packedInferenceGraph(this.model, this.model.weights, 1));
    const session = await this.#session;
    for (const batch of batchesOf(order, sequences, this.#batchTokens)) {
      const packed = packSequences(
        batch.map((index) => sequences[index] as Int32Array),
        1,
      );
      const [output] = Object.values(await session.run(packedFeeds(packed, config.headCount, this.model.pooling))) as [
        Tensor,
      ];
      for (const [row, index] of batch.entries()) {
        data.set((output.data as Float32Array).subarray(row * width, (row + 1) * width), index * width);
      }
    }
    return { data, rowCount: sequences.length, width };
  }

  /** Frees the native session; the encoder can be used again and opens a new one. */
  async release(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    await (await session)?.release();
  }
}

const length = (sequences: readonly Int32Array[], index: number): number => sequences[index]?.length ?? 0;

/** Consecutive runs of `order` with at most `batchTokens` tokens, padding to each run's longest counted. */
function* batchesOf(
  order: readonly number[],
  sequences: readonly Int32Array[],
  batchTokens: number,
): Iterable<number[]> {
  let batch: number[] = [];
  for (const index of order) {
    const longest = length(sequences, batch[0] ?? index);
    if (batch.length > 0 && (batch.length + 1) * longest > batchTokens) {
      yield batch;
      batch = [];
    }
    batch.push(index);
  }
  if (batch.length > 0) yield batch;
}
