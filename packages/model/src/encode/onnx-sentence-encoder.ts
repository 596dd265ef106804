import { checkArguments } from "@intentsmith/core/web";
import type { Session, Tensor } from "@intentsmith/graph/session";
import { encoderInputs, type EncodedInputs, type TextEncoder } from "./text-encoder.ts";
import type { EncoderInput, TokenizedInput } from "../tokenizer/tokenized-input.ts";
import type { Tokenizer } from "../tokenizer/tokenizer.ts";

/** The graph in an exported folder. */
export const bundleModelFile = "model.onnx";

/** Texts → embeddings through an exported `model.onnx` (padded layout): what a deployment runs. */
export class OnnxSentenceEncoder implements TextEncoder {
  readonly #session: Session;
  readonly #tokenizer: Tokenizer;
  readonly #maxSequenceLength: number;

  /** `session`: on the bundle's `model.onnx`; released with the encoder. */
  constructor(session: Session, tokenizer: Tokenizer, maxSequenceLength: number) {
    this.#session = session;
    this.#tokenizer = tokenizer;
    this.#maxSequenceLength = maxSequenceLength;
  }

  inspect(inputs: readonly EncoderInput[]): TokenizedInput[] {
    return inputs.map((input) => this.#tokenizer.inspect(input, this.#maxSequenceLength));
  }

  countTokens(inputs: readonly EncoderInput[]): number[] {
    return this.inspect(inputs).map(({ ids }) => ids.length);
  }

  /** Embeddings of inputs, in their order; those of similar length share a batch. */
  async encode(texts: readonly EncoderInput[]): Promise<EncodedInputs> {
    checkArguments("encode", { texts: [texts, encoderInputs] });
    const inputs = this.inspect(texts);
    const length = (index: number): number => inputs[index]?.ids.length ?? 0;
    const order = Array.from(inputs.keys()).sort((a, b) => length(b) - length(a));
    const batchSize = 32;
    let result: EncodedInputs = { data: new Float32Array(), rowCount: texts.length, width: 0, inputs };
    for (let start = 0; start < order.length; start += batchSize) {
      const batch = order.slice(start, start + batchSize);
      const output = await this.#run(batch.map((index) => (inputs[index] as TokenizedInput).ids));
      const width = output.shape[1] as number;
      if (start === 0) result = { ...result, data: new Float32Array(texts.length * width), width };
      for (const [row, index] of batch.entries()) {
        result.data.set((output.data as Float32Array).subarray(row * width, (row + 1) * width), index * width);
      }
    }
    return result;
  }

  async #run(sequences: readonly Int32Array[]): Promise<Tensor> {
    const B = sequences.length;
    const S = sequences.reduce((longest, sequence) => Math.max(longest, sequence.length), 0);
    const ids = new BigInt64Array(B * S).fill(BigInt(this.#tokenizer.padTokenId));
    const mask = new BigInt64Array(B * S);
    for (const [b, sequence] of sequences.entries()) {
      for (const [s, id] of sequence.entries()) {
        ids[b * S + s] = BigInt(id);
        mask[b * S + s] = 1n;
      }
    }
    const outputs = await this.#session.run({
      input_ids: { dtype: "int64", shape: [B, S], data: ids },
      attention_mask: { dtype: "int64", shape: [B, S], data: mask },
    });
    return outputs["sentence_embedding"] as Tensor;
  }

  async release(): Promise<void> {
    await this.#session.release();
  }
}
