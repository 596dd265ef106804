import type { EncodedInputs, EncodedTexts, EncoderInput, TextEncoder, TokenizedInput } from "@intentsmith/model";
import type { TrainedModelRecord } from "../record/trained-model-record.ts";
import { checkOptions, checkTexts, released } from "./arguments.ts";
import type { ClassifyOptions } from "./classify-options.ts";
import { openModelFolder, type OpenOptions } from "./open-model-folder.ts";

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
  /** Whether the text has more tokens than the model reads: its end did not count. */
  truncated: boolean;
  /** Why the label says nothing of the text, if so: it has no token, or none that the encoder knows. */
  reason?: "empty" | "unknown-tokens";
  /** The nearest labels, best first, as many as were asked for. */
  top: LabelScore[];
}

const reasons = { none: "empty", unknown: "unknown-tokens", known: undefined } as const;

/** Labels are told apart by cosine, so embeddings always have length 1. */
export type LoadOptions = Omit<OpenOptions, "normalize">;

/**
 * Classifies texts by their nearest label. Loads a folder that `train` saved or one that `export` wrote; label words
 * are encoded once.
 *
 * @example
 * const classifier = await IntentClassifier.load("runs/quickstart/model");
 * const { label, score } = await classifier.classify("what comes next?");
 */
export class IntentClassifier {
  readonly labels: TrainedModelRecord["labels"];
  readonly record: TrainedModelRecord;
  readonly #encoder: TextEncoder;
  /** [C, H] */
  readonly #labelEmbeddings: EncodedTexts;
  /** Calls that the encoder is at work for. */
  readonly #running = new Set<Promise<unknown>>();
  #release: Promise<void> | undefined;

  private constructor(record: TrainedModelRecord, encoder: TextEncoder, labelEmbeddings: EncodedTexts) {
    this.record = record;
    this.labels = record.labels;
    this.#encoder = encoder;
    this.#labelEmbeddings = labelEmbeddings;
  }

  /** @throws FILE_NOT_FOUND, MODEL_MALFORMED, MODEL_UNSUPPORTED, TOKENIZER_MALFORMED. */
  static async load(folder: string, options: LoadOptions = {}): Promise<IntentClassifier> {
    const { record, encoder } = await openModelFolder(folder, options);
    return new IntentClassifier(record, encoder, await encoder.encode(record.labels.map(({ words }) => words)));
  }

  /**
   * One classification a text, in their order; of a single text, its own. To a model that was trained with earlier turns
   * an entry of the list may be turns: the text, then the newest earlier turn, and so on. An empty text and one of unknown tokens get
   * the label of what the encoder makes of them, and the `reason` why that says nothing.
   * @throws ARGUMENT_INVALID for what is not text, unknown options, a `top` that is no whole number from 1 on, and
   * after `release`.
   */
  async classify(text: string, options?: ClassifyOptions): Promise<Classification>;
  async classify(texts: readonly EncoderInput[], options?: ClassifyOptions): Promise<Classification[]>;
  async classify(
    texts: string | readonly EncoderInput[],
    options: ClassifyOptions = {},
  ): Promise<Classification | Classification[]> {
    checkTexts(texts, this.record.context !== undefined);
    const { top = 1 } = checkOptions(options);
    if (this.#release !== undefined) throw released();
    if (typeof texts === "string") return (await this.#classifyAll([texts], top))[0] as Classification;
    return await this.#classifyAll(texts, top);
  }

  async #classifyAll(texts: readonly EncoderInput[], count: number): Promise<Classification[]> {
    const { data, width, inputs } = await this.#encode(texts);
    return texts.map((input, i) => {
      const scores = this.#scores(data.subarray(i * width, (i + 1) * width));
      const order = this.labels.map((_, c) => c).sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b);
      const top = order.slice(0, count).map((c): LabelScore => {
        const { name, words } = this.labels[c] as TrainedModelRecord["labels"][number];
        return { label: name, words, score: scores[c] as number };
      });
      const text = typeof input === "string" ? input : (input[0] ?? "");
      const { truncated, content } = inputs[i] as TokenizedInput;
      const reason = reasons[content];
      return { text, ...(top[0] as LabelScore), truncated, ...(reason === undefined ? {} : { reason }), top };
    });
  }

  /** Tokens of each text as the model reads it: special tokens counted, cut at its longest sequence. */
  countTokens(texts: readonly EncoderInput[]): number[] {
    checkTexts(texts, this.record.context !== undefined);
    if (this.#release !== undefined) throw released();
    return this.#encoder.countTokens(this.#inputs(texts));
  }

  /** To a model that reads conversations a text is a turn, which cannot bring the separator in. */
  #inputs(texts: readonly EncoderInput[]): readonly EncoderInput[] {
    if (this.record.context === undefined) return texts;
    return texts.map((text) => (typeof text === "string" ? [text] : text));
  }

  async #encode(texts: readonly EncoderInput[]): Promise<EncodedInputs> {
    const run = this.#encoder.encode(this.#inputs(texts));
    this.#running.add(run);
    try {
      return await run;
    } finally {
      this.#running.delete(run);
    }
  }

  /** Frees the native session once calls under way have their answers. A second call waits for the first. */
  async release(): Promise<void> {
    this.#release ??= Promise.allSettled(this.#running).then(() => this.#encoder.release());
    await this.#release;
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
