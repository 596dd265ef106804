import { existsSync } from "node:fs";
import { join } from "node:path";
import { bundleModelFile, OnnxSentenceEncoder } from "./encode/onnx-sentence-encoder.ts";
import { loadModel } from "./folder/load-model.ts";
import { SentenceEncoder, type EncodedTexts } from "./encode/sentence-encoder.ts";
import { readTrainedModelRecord, type TrainedModelRecord } from "./trained-model-record.ts";

/** A label and how near the text is to it. */
export interface LabelScore {
  label: string;
  /** The words that stand for the label. */
  words: string;
  /** Cosine of text and label words, −1 to 1. */
  score: number;
}

export interface Classification extends LabelScore {
  text: string;
  /** The nearest labels, best first, as many as were asked for. */
  top: LabelScore[];
}

/** Whatever turns texts into L2-normalised embeddings. */
interface TextEncoder {
  encode(texts: readonly string[]): Promise<EncodedTexts>;
  release(): Promise<void>;
}

/**
 * Classifies texts by their nearest label. Loads a folder that `train` saved or one that `export` wrote; label words
 * are encoded once.
 *
 * @example
 * const classifier = await IntentClassifier.load("runs/quickstart/model");
 * const [first] = await classifier.classify(["what comes next?"]);
 */
export class IntentClassifier {
  readonly labels: TrainedModelRecord["labels"];
  readonly record: TrainedModelRecord;
  readonly #encoder: TextEncoder;
  /** [C, H] */
  readonly #labelEmbeddings: EncodedTexts;

  private constructor(record: TrainedModelRecord, encoder: TextEncoder, labelEmbeddings: EncodedTexts) {
    this.record = record;
    this.labels = record.labels;
    this.#encoder = encoder;
    this.#labelEmbeddings = labelEmbeddings;
  }

  /** @throws FILE_NOT_FOUND, MODEL_MALFORMED, MODEL_UNSUPPORTED, TOKENIZER_MALFORMED. */
  static async load(folder: string, options: { threads?: number } = {}): Promise<IntentClassifier> {
    const record = readTrainedModelRecord(folder);
    const encoder = existsSync(join(folder, bundleModelFile))
      ? await OnnxSentenceEncoder.load(folder, record.maxSequenceLength, options)
      : new SentenceEncoder({ ...(await loadModel(folder)), normalize: true }, options);
    return new IntentClassifier(record, encoder, await encoder.encode(record.labels.map(({ words }) => words)));
  }

  /** One classification a text, in their order. `top`: how many labels to list (default 1). */
  async classify(texts: readonly string[], options: { top?: number } = {}): Promise<Classification[]> {
    const { data, width } = await this.#encoder.encode(texts);
    const count = Math.min(options.top ?? 1, this.labels.length);
    return texts.map((text, i) => {
      const scores = this.#scores(data.subarray(i * width, (i + 1) * width));
      const order = this.labels.map((_, c) => c).sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b);
      const top = order.slice(0, Math.max(1, count)).map((c): LabelScore => {
        const { name, words } = this.labels[c] as { name: string; words: string };
        return { label: name, words, score: scores[c] as number };
      });
      return { text, ...(top[0] as LabelScore), top };
    });
  }

  /** Frees the native session. */
  async release(): Promise<void> {
    await this.#encoder.release();
  }

  /** Cosines of one normalised embedding [H] to every label. */
  #scores(embedding: Float32Array): Float64Array {
    const { data, rowCount, width } = this.#labelEmbeddings;
    const scores = new Float64Array(rowCount);
    for (let c = 0; c < rowCount; c++) {
      let sum = 0;
      for (let j = 0; j < width; j++) sum += (embedding[j] as number) * (data[c * width + j] as number);
      scores[c] = sum;
    }
    return scores;
  }
}
