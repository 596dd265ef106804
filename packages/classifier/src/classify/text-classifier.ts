import { modelTurns, type Spoken } from "@intentsmith/core/web";
import type { EncodedInputs, EncoderInput, TextEncoder, TokenizedInput } from "@intentsmith/model/web";
import { probabilities } from "../decision/confidence.ts";
import { abstainReason, type AbstainReason } from "../decision/decide.ts";
import type { ReferenceTexts } from "../decision/reference-texts.ts";
import type { NearText } from "../exported/training-texts.ts";
import type { Head } from "../head/head.ts";
import { headFeatures } from "../head/head-features.ts";
import { defaultTemperature } from "../head/head-record.ts";
import type { TrainedModelRecord } from "../record/record-schema.ts";
import { checkOptions, released, spokenOf, type ClassifyInput } from "./arguments.ts";
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
  /** What a decision by distance compares with. */
  referenceTexts?: ReferenceTexts | undefined;
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
  readonly #referenceTexts: ReferenceTexts | undefined;
  readonly #temperature: number;
  /** Calls that the encoder is at work for. */
  readonly #running = new Set<Promise<unknown>>();
  #release: Promise<void> | undefined;

  protected constructor({ record, encoder, head, id, trainingTexts, referenceTexts }: ClassifierParts) {
    this.#referenceTexts = referenceTexts;
    this.record = record;
    this.id = id;
    this.labels = record.labels;
    this.encoder = encoder;
    this.head = head;
    this.#trainingTexts = trainingTexts;
    this.#temperature = record.decision?.temperature ?? defaultTemperature(head.record);
  }

  /**
   * One classification a text, in their order; of a single text, its own. A text may come with who says it and with the
   * earlier turns of its conversation, newest last: a model that was trained with context reads as many of them as it
   * was trained with, any other the text alone. (To the former, an entry of a list may also be the turns as it reads them:
   * the text, then the newest earlier one.) A text without tokens, or with none that the encoder knows, is not answered
   * whatever the decision.
   * @throws ARGUMENT_INVALID for what is not text, unknown options, a `top` that is no whole number from 1 on, and
   * after `release`.
   */
  async classify(text: string | Spoken, options?: ClassifyOptions): Promise<Classification>;
  async classify(texts: readonly ClassifyInput[], options?: ClassifyOptions): Promise<Classification[]>;
  async classify(
    texts: string | Spoken | readonly ClassifyInput[],
    options: ClassifyOptions = {},
  ): Promise<Classification | Classification[]> {
    const { inputs, single } = spokenOf(texts, this.record.context !== undefined);
    const { top = 1, nearest = 0 } = checkOptions(options);
    this.checkOpen();
    const all = await this.#classifyAll(inputs, top, nearest);
    return single ? (all[0] as Classification) : all;
  }

  async #classifyAll(inputs: readonly Spoken[], count: number, nearest: number): Promise<Classification[]> {
    const encoded = await this.#encode(inputs);
    const scores = this.head.scores(encoded);
    const nearness = this.#referenceTexts?.nearness(encoded);
    const C = this.labels.length;
    // The role before a text is always known to the encoder: it says nothing of the text
    const alone = this.record.context?.role === true ? this.encoder.inspect(inputs.map(({ text }) => text)) : undefined;
    return inputs.map(({ text }, i) => {
      const { truncated, content } = encoded.inputs[i] as TokenizedInput;
      const read = { truncated, content: alone?.[i]?.content ?? content, nearness: nearness?.[i] };
      const found = this.#classification(text, read, scores.subarray(i * C, (i + 1) * C), count);
      if (nearest === 0 || this.#trainingTexts === undefined) return found;
      const { data, width } = encoded;
      return { ...found, nearest: this.#trainingTexts.nearest(data.subarray(i * width, (i + 1) * width), nearest) };
    });
  }

  #classification(
    text: string,
    input: Pick<TokenizedInput, "truncated" | "content"> & { nearness: number | undefined },
    scores: Float32Array,
    count: number,
  ): Classification {
    const shares = probabilities(scores, this.#temperature);
    const order = this.labels.map((_, c) => c).sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b);
    const top = order.slice(0, count).map((c): LabelScore => {
      const { name, words } = this.labels[c] as TrainedModelRecord["labels"][number];
      return { label: name, words, score: scores[c] as number, probability: shares[c] as number };
    });
    const { label: wouldBe, words, score, probability } = top[0] as LabelScore;
    const { decision } = this.record;
    const reason = abstainReason(scores, wouldBe, input.content, decision, input.nearness);
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
  countTokens(texts: readonly ClassifyInput[]): number[] {
    return this.inspect(texts).map(({ ids }) => ids.length);
  }

  /** What the tokenizer makes of each text. */
  inspect(texts: readonly ClassifyInput[]): TokenizedInput[] {
    const { inputs } = spokenOf(texts, this.record.context !== undefined);
    this.checkOpen();
    return this.encoder.inspect(inputs.map((input): EncoderInput => modelTurns(input, this.record.context)));
  }

  /** @throws ARGUMENT_INVALID after `release` */
  protected checkOpen(): void {
    if (this.#release !== undefined) throw released();
  }

  async #encode(inputs: readonly Spoken[]): Promise<EncodedInputs> {
    const run = headFeatures(this.encoder, inputs, { context: this.record.context, head: this.head.record });
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
