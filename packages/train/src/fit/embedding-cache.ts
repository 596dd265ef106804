import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { messageOf, sha256, type Logger } from "@intentsmith/core";
import {
  type EncoderInput,
  readSafetensors,
  writeSafetensors,
  type EncodedTexts,
  type SentenceModel,
  type TextEncoder,
} from "@intentsmith/model";
import type { Embedder } from "../head/embed-split.ts";
import { weightsHash } from "../plan/weights-hash.ts";

/**
 * An encoder whose embeddings are kept on disk, a file a list of texts. The file's name is a hash of the weights, the
 * input settings and the texts: another encoder's embeddings are never found. A damaged file is made again, and that is
 * said.
 */
export class CachedEmbedder implements Embedder {
  readonly #encoder: Pick<TextEncoder, "encode">;
  readonly #folder: string;
  readonly #key: string;
  readonly #logger: Logger;

  constructor(encoder: Pick<TextEncoder, "encode">, model: SentenceModel, folder: string, logger: Logger) {
    this.#encoder = encoder;
    this.#folder = folder;
    const vocabulary = sha256(model.tokenizer.vocabulary.join("\n"));
    const { maxSequenceLength, pooling, tokenizer } = model;
    const { prompt } = tokenizer;
    this.#key = JSON.stringify([
      weightsHash(model),
      vocabulary,
      maxSequenceLength,
      pooling,
      ...(prompt ? [prompt] : []),
    ]);
    this.#logger = logger;
  }

  /** Rows of length 1, [B, H]. */
  async encode(texts: readonly EncoderInput[]): ReturnType<Embedder["encode"]> {
    const path = join(this.#folder, `${sha256(JSON.stringify([this.#key, texts])).slice(0, 32)}.safetensors`);
    const kept = existsSync(path) ? this.#read(path, texts.length) : undefined;
    if (kept !== undefined) return kept;
    const { data, rowCount, width } = await this.#encoder.encode(texts);
    mkdirSync(this.#folder, { recursive: true });
    writeSafetensors(path, [["embeddings", { shape: [rowCount, width], data }]]);
    return { data, rowCount, width };
  }

  #read(path: string, rows: number): EncodedTexts | undefined {
    try {
      const tensor = readSafetensors(path).tensors.get("embeddings");
      const [rowCount = -1, width = 0] = tensor?.shape ?? [];
      if (tensor?.dtype === "F32" && rowCount === rows) {
        return { data: Float32Array.from(tensor.data as Float32Array), rowCount, width };
      }
      this.#logger.warn(`${path}: not the embeddings of these texts: they are made again`);
    } catch (error) {
      this.#logger.warn(`${path}: damaged, the embeddings are made again: ${messageOf(error)}`);
    }
    return undefined;
  }
}
