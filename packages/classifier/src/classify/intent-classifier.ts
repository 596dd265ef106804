import { openHead } from "../head/open-head.ts";
import { openModelFolder, type OpenOptions } from "./open-model-folder.ts";
import { TextClassifier } from "./text-classifier.ts";

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
  /** @throws FILE_NOT_FOUND, MODEL_MALFORMED, MODEL_UNSUPPORTED, TOKENIZER_MALFORMED. */
  static async load(folder: string, options: LoadOptions = {}): Promise<IntentClassifier> {
    const opened = await openModelFolder(folder, options);
    try {
      const head = await openHead(folder, opened.record, opened.encoder);
      return new IntentClassifier({ ...opened, head });
    } catch (error) {
      await opened.encoder.release();
      throw error;
    }
  }
}
