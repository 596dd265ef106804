import type { EncodedInputs, EncoderInput, TextEncoder, TokenizedInput } from "@intentsmith/model/web";
import { probabilities } from "../decision/confidence.ts";
import { abstainReason, type AbstainReason } from "../decision/decide.ts";
import type { NearText } from "../exported/training-texts.ts";
import type { Head } from "../head/head.ts";
import { defaultTemperature } from "../head/head-record.ts";
import type { TrainedModelRecord } from "../record/record-schema.ts";
import { checkOptions, checkTexts, released } from "./arguments.ts";
import type { ClassifyOptions } from "./classify-options.ts";

/** A label and what the model gives it. */
export interface LabelScore {
  label: string;
  /** The words that stand for the label. */
  words: string;
  /** The head's decision value: a cosine (−1 to 1), or a logit of a logistic head. */
  score: number;
  /** Among the labels, 0 to 1: over all of them, 1. */
  probability: number;
}

/** What the model says of one text. */
export interface Classification {
  text: string;
  /** The answer; null, or the model's `abstainLabel`, where it abstains. */
  label: string | null;
  /** The words of the best label. */
  words: string;
  /** Of the best label. */
  score: number;
  /** Of the best label. */
  probability: number;
  abstained: boolean;
  /** Why it abstains. */
  reason?: AbstainReason;
  /** The best label, also where the model abstains. */
  wouldBe: string;
  /** Whether the text was cut at the longest sequence. */
  truncated: boolean;
  /** The best labels, best first, as many as were asked for. */
  top: LabelScore[];
  /** The nearest training texts, nearest first, if they were asked for and the folder carries some. */
  nearest?: NearText[];
  /** Which model said it: the first 12 digits of the SHA-256 of its manifest or record. */
  model: string;
}

/** What a classifier is made of. */
export interface ClassifierParts {
  record: TrainedModelRecord;
  encoder: TextEncoder;
  head: Head;
  /** The first 12 digits of the SHA-256 of the folder's manifest (a trained folder's: of its record). */
  id: string;
  /** The training texts that the folder carries. */
  trainingTexts?: { nearest(embedding: Float32Array, count: number): NearText[] } | undefined;
}

/** Encoder, head and decision: texts → answers, wherever the encoder runs. `IntentClassifier.load` makes one. */
export class TextClassifier {
  readonly labels: TrainedModelRecord["labels"];
  readonly record: TrainedModelRecord;
  /** The first 12 digits of the SHA-256 of the folder's manifest (a trained folder's: of its record). */
  readonly id: string;
  protected readonly encoder: TextEncoder;
  protected readonly head: Head;
  readonly #trainingTexts: ClassifierParts["trainingTexts"];
  readonly #temperature: number;
  /** Calls that the encoder is at work for. */
  readonly #running = new Set<Promise<unknown>>();
  #release: Promise<void> | undefined;

  protected constructor({ record, encoder, head, id, trainingTexts }: ClassifierParts) {
    this.record = record;
    this.id = id;
    this.labels = record.labels;
    this.encoder = encoder;
    this.head = head;
    this.#trainingTexts = trainingTexts;
    this.#temperature = record.decision?.temperature ?? defaultTemperature(head.record);
  }

  /**
   * One classification a text, in their order; of a single text, its own. To a model that was trained with earlier turns
   * an entry of the list may be turns: the text, then the newest earlier turn, and so on. A text without tokens, or with
   * none that the encoder knows, is not answered whatever the decision.
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
    const { top = 1, nearest = 0 } = checkOptions(options);
    this.checkOpen();
    if (typeof texts === "string") return (await this.#classifyAll([texts], top, nearest))[0] as Classification;
    return await this.#classifyAll(texts, top, nearest);
  }

  async #classifyAll(texts: readonly EncoderInput[], count: number, nearest: number): Promise<Classification[]> {
    const encoded = await this.#encode(texts);
    const scores = this.head.scores(encoded);
    const C = this.labels.length;
    return texts.map((given, i) => {
      const text = typeof given === "string" ? given : (given[0] ?? "");
      const found = this.#classification(
        text,
        encoded.inputs[i] as TokenizedInput,
        scores.subarray(i * C, (i + 1) * C),
        count,
      );
      if (nearest === 0 || this.#trainingTexts === undefined) return found;
      const { data, width } = encoded;
      return { ...found, nearest: this.#trainingTexts.nearest(data.subarray(i * width, (i + 1) * width), nearest) };
    });
  }

  #classification(text: string, input: TokenizedInput, scores: Float32Array, count: number): Classification {
    const shares = probabilities(scores, this.#temperature);
    const order = this.labels.map((_, c) => c).sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b);
    const top = order.slice(0, count).map((c): LabelScore => {
      const { name, words } = this.labels[c] as TrainedModelRecord["labels"][number];
      return { label: name, words, score: scores[c] as number, probability: shares[c] as number };
    });
    const { label: wouldBe, words, score, probability } = top[0] as LabelScore;
    const { decision } = this.record;
    const reason = abstainReason(scores, wouldBe, input.content, decision);
    return {
      text,
      label: reason === undefined ? wouldBe : (decision?.abstainLabel ?? null),
      words,
      score,
      probability,
      abstained: reason !== undefined,
      ...(reason === undefined ? {} : { reason }),
      wouldBe,
      truncated: input.truncated,
      top,
      model: this.id,
    };
  }

  /** Tokens of each text as the model reads it: special tokens counted, cut at its longest sequence. */
  countTokens(texts: readonly EncoderInput[]): number[] {
    return this.inspect(texts).map(({ ids }) => ids.length);
  }

  /** What the tokenizer makes of each text. */
  inspect(texts: readonly EncoderInput[]): TokenizedInput[] {
    checkTexts(texts, this.record.context !== undefined);
    this.checkOpen();
    return this.encoder.inspect(this.#inputs(texts));
  }

  /** @throws ARGUMENT_INVALID after `release` */
  protected checkOpen(): void {
    if (this.#release !== undefined) throw released();
  }

  /** To a model that reads conversations a text is a turn, which cannot bring the separator in. */
  #inputs(texts: readonly EncoderInput[]): readonly EncoderInput[] {
    if (this.record.context === undefined) return texts;
    return texts.map((text) => (typeof text === "string" ? [text] : text));
  }

  async #encode(texts: readonly EncoderInput[]): Promise<EncodedInputs> {
    const run = this.encoder.encode(this.#inputs(texts));
    this.#running.add(run);
    try {
      return await run;
    } finally {
      this.#running.delete(run);
    }
  }

  /** Frees the native session once calls under way have their answers. A second call waits for the first. */
  async release(): Promise<void> {
    this.#release ??= Promise.allSettled(this.#running).then(() => this.encoder.release());
    await this.#release;
  }
}
