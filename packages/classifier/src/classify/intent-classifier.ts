import { modelTurns, type Spoken } from "@intentsmith/core";
import type { EncodedInputs, TextEncoder, TokenizedInput } from "@intentsmith/model/onnx";
import { probabilities } from "../decision/confidence.ts";
import { openTrainingTexts, type TrainingTexts } from "../decision/training-texts.ts";
import { abstainReason, type AbstainReason } from "../decision/decide.ts";
import type { Head } from "../head/head.ts";
import { headFeatures } from "../head/head-features.ts";
import { defaultTemperature } from "../head/head-record.ts";
import { openHead } from "../head/open-head.ts";
import type { TrainedModelRecord } from "../record/trained-model-record.ts";
import { checkOptions, released, spokenOf, type ClassifyInput } from "./arguments.ts";
import type { ClassifyOptions } from "./classify-options.ts";
import { openModelFolder, type OpenedModel, type OpenOptions } from "./open-model-folder.ts";

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
  /** Which model said it: the first 12 digits of the SHA-256 of its manifest or record. */
  model: string;
}

/** Labels are told apart by cosine, so embeddings always have length 1. */
export type LoadOptions = Omit<OpenOptions, "normalize">;

/**
 * Classifies texts: encoder, head, decision. Loads a folder that `train` or `fit` saved, or one that `export` wrote.
 *
 * @example
 * const classifier = await IntentClassifier.load("runs/quickstart/model");
 * const { label, score } = await classifier.classify("what comes next?");
 */
export class IntentClassifier {
  readonly labels: TrainedModelRecord["labels"];
  readonly record: TrainedModelRecord;
  /** The first 12 digits of the SHA-256 of the folder's manifest (a trained folder's: of its record). */
  readonly id: string;
  readonly #encoder: TextEncoder;
  readonly #head: Head;
  readonly #trainingTexts: TrainingTexts | undefined;
  readonly #temperature: number;
  /** Calls that the encoder is at work for. */
  readonly #running = new Set<Promise<unknown>>();
  #release: Promise<void> | undefined;

  private constructor({ record, encoder, id }: OpenedModel, head: Head, trainingTexts: TrainingTexts | undefined) {
    this.#trainingTexts = trainingTexts;
    this.record = record;
    this.id = id;
    this.labels = record.labels;
    this.#encoder = encoder;
    this.#head = head;
    this.#temperature = record.decision?.temperature ?? defaultTemperature(head.record);
  }

  /** @throws FILE_NOT_FOUND, MODEL_MALFORMED, MODEL_UNSUPPORTED, TOKENIZER_MALFORMED. */
  static async load(folder: string, options: LoadOptions = {}): Promise<IntentClassifier> {
    const opened = await openModelFolder(folder, options);
    try {
      const trainingTexts = openTrainingTexts(folder, opened.record.decision);
      return new IntentClassifier(opened, await openHead(folder, opened.record, opened.encoder), trainingTexts);
    } catch (error) {
      await opened.encoder.release();
      throw error;
    }
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
    const { top = 1 } = checkOptions(options);
    if (this.#release !== undefined) throw released();
    const all = await this.#classifyAll(inputs, top);
    return single ? (all[0] as Classification) : all;
  }

  async #classifyAll(inputs: readonly Spoken[], count: number): Promise<Classification[]> {
    const encoded = await this.#encode(inputs);
    const scores = this.#head.scores(encoded);
    const nearness = this.#trainingTexts?.nearness(encoded);
    const C = this.labels.length;
    // The role before a text is always known to the encoder: it says nothing of the text
    const alone =
      this.record.context?.role === true ? this.#encoder.inspect(inputs.map(({ text }) => text)) : undefined;
    return inputs.map(({ text }, i) => {
      const { truncated, content } = encoded.inputs[i] as TokenizedInput;
      const read = { truncated, content: alone?.[i]?.content ?? content, nearness: nearness?.[i] };
      return this.#classification(text, read, scores.subarray(i * C, (i + 1) * C), count);
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
    const { inputs } = spokenOf(texts, this.record.context !== undefined);
    if (this.#release !== undefined) throw released();
    return this.#encoder.countTokens(inputs.map((input) => modelTurns(input, this.record.context)));
  }

  async #encode(inputs: readonly Spoken[]): Promise<EncodedInputs> {
    const run = headFeatures(this.#encoder, inputs, { context: this.record.context, head: this.#head.record });
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
}
