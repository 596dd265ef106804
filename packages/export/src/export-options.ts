import type { BundleFile, ModelFile, Precision } from "@intentsmith/classifier";
import { expected, type ArgumentCheck, type Logger } from "@intentsmith/core";
import type { Speed } from "./verify/measure-speed.ts";
import type { Parity } from "./verify/verify-parity.ts";
import type { LabelledText } from "./folder/labelled-text.ts";

export interface ExportOptions {
  logger?: Logger;
  /** Threads inside one operator (default: one a core). */
  threads?: number;
  /**
   * A file of each (default: fp32 alone, as `model.onnx`). The first is what is run where no other is asked for.
   */
  precisions?: readonly Precision[];
  /** Also a graph with the head inside: token ids → scores and probabilities of every label. */
  classifier?: boolean;
  /**
   * Also a folder for sentence-transformers and transformers.js: their configs, `onnx/…` names, and encoders that give
   * `last_hidden_state` [B, S, H] besides.
   */
  forClients?: boolean;
  /**
   * Texts like those that the model will get: only the tokens that they use stay, those of the label words, special
   * tokens, and single characters (of ASCII and of these tokens) (default: the whole vocabulary). Other words are cut into
   * pieces, or are unknown where a character of theirs is, so embeddings of texts that have them change.
   */
  pruneVocabulary?: readonly string[];
  /** With `pruneVocabulary`: tokens to keep at most, the most frequent (default: all that the texts use). */
  vocabularySize?: number;
  /** Further texts to compare the embeddings on. */
  texts?: readonly string[];
  /** Texts to compare the embeddings on that have a label: accuracy is measured, too. */
  examples?: readonly LabelledText[];
  /** Whether the golden set holds `texts` and `examples`, which are written into the folder then (default: our own texts). */
  withExamples?: boolean;
  /** Training texts to write into the folder with their embeddings, so that answers can name the nearest ones. */
  trainingTexts?: readonly LabelledText[];
  /** Ends the export between two files when it is aborted, with reason "SIGINT" or "SIGTERM". */
  signal?: AbortSignal;
  /** Whether texts a second are measured: about a second a file (default false). */
  speed?: boolean;
}

export const exportOptions: ArgumentCheck = expected.options<ExportOptions>({
  logger: expected.object,
  threads: expected.whole(0),
  precisions: expected.texts,
  classifier: expected.flag,
  forClients: expected.flag,
  pruneVocabulary: expected.texts,
  vocabularySize: expected.whole(1),
  texts: expected.texts,
  examples: expected.list,
  withExamples: expected.flag,
  trainingTexts: expected.list,
  signal: expected.object,
  speed: expected.flag,
});

/** What is told of one ONNX file. */
export interface FileReport extends Parity {
  file: string;
  kind: ModelFile["kind"];
  precision: Precision;
  sizeBytes: number;
  /** On how many of the compared texts the label is another than the trained model's. */
  changedPredictions: number;
  /** Share of `examples` whose best label is right. */
  accuracy?: number;
  speed?: Speed;
}

/** What a smaller vocabulary costs, on the texts that were given to compare on (or on ours, if there were none). */
export interface PrunedVocabulary {
  /** V before and after. */
  tokens: { before: number; after: number };
  /** Share of unknown tokens among those of the texts. */
  unknown: { before: number; after: number };
  /** Share of texts of which a word is cut otherwise than before. */
  changedTexts: number;
  textCount: number;
}

export interface ExportResult {
  folder: string;
  /** Largest absolute difference between an embedding of the first file and the trained model's. */
  maxDifference: number;
  /** Texts on which the two were compared. */
  textCount: number;
  /** Every ONNX file. */
  models: FileReport[];
  /** Where the vocabulary was pruned. */
  vocabulary?: PrunedVocabulary;
  /** Of the trained model on `examples`, if there are any. */
  accuracy?: number;
  /** Every file but the manifest and its hash. */
  files: Record<string, BundleFile>;
  /** Of all those files. */
  sizeBytes: number;
}
