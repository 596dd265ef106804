import { readReferenceTexts } from "../decision/read-reference-texts.ts";
import type { Golden } from "../exported/golden.ts";
import { TrainingTexts } from "../exported/training-texts.ts";
import { openHead } from "../head/open-head.ts";
import { answers, goldenFaults } from "../verify/check-golden.ts";
import { openModelFolder, type OpenOptions } from "./open-model-folder.ts";
import { TextClassifier, type ClassifierParts } from "./text-classifier.ts";

/** Labels are told apart by cosine, so embeddings always have length 1. */
export type LoadOptions = Omit<OpenOptions, "normalize">;

/**
 * Classifies texts: encoder, head, decision. Loads a folder that `train` or `fit` saved, or one that `export` wrote.
 *
 * @example
 * const classifier = await IntentClassifier.load("runs/quickstart/model");
 * const { label, score } = await classifier.classify("what comes next?");
 */
export class IntentClassifier extends TextClassifier {
  /** The exported file that is run. */
  readonly #file: string;

  private constructor(parts: ClassifierParts, file: string) {
    super(parts);
    this.#file = file;
  }

  /** @throws FILE_NOT_FOUND, MODEL_MALFORMED, MODEL_UNSUPPORTED, TOKENIZER_MALFORMED. */
  static async load(folder: string, options: LoadOptions = {}): Promise<IntentClassifier> {
    const opened = await openModelFolder(folder, options);
    try {
      const head = await openHead(folder, opened.record, opened.encoder);
      const { decision } = opened.record;
      const referenceTexts = decision?.by === "distance" ? readReferenceTexts(folder) : undefined;
      const parts = { ...opened, head, referenceTexts, trainingTexts: TrainingTexts.read(folder) };
      return new IntentClassifier(parts, opened.file ?? "");
    } catch (error) {
      await opened.encoder.release();
      throw error;
    }
  }

  /**
   * Runs the golden set of the folder. @returns what is not as recorded, a list each case; empty lists: nothing.
   * @throws ARGUMENT_INVALID after `release`.
   */
  async checkGolden(golden: Golden): Promise<string[][]> {
    this.checkOpen();
    const texts = golden.cases.map(({ text }) => text);
    return goldenFaults(golden, this.#file, this.labels, await answers(this.encoder, this.head, texts));
  }
}
