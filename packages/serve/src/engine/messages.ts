import type { Baseline, Classification } from "@intentsmith/classifier";
import type { ModelContext, ModelInput } from "../contract/conversation.ts";

/** One request's texts, on the way to the engine's process. */
export interface Job {
  id: number;
  texts: readonly ModelInput[];
  /** How many labels to list a text. */
  top: number;
  /** How many training texts to list a text. */
  nearest: number;
  /** On the clock of `monotonicMs`: from then on nobody waits for the answer. */
  deadlineAtMs: number;
}

/** What the classifier says of a text, without the text. */
export type Answer = Omit<Classification, "text"> & {
  /** As the model read it, special tokens counted. */
  tokens: number;
  unknownTokens: number;
};

export interface Threshold {
  /** What confidence is: score, margin, probability, energy. */
  by: string;
  least: number;
}

export interface ModelInfo {
  /** First 12 hexadecimal digits of the SHA-256 of the folder's manifest (a trained folder's: of its record). */
  version: string;
  labels: readonly string[];
  maxSequenceLength: number;
  /** Whether `export` wrote the folder. */
  exported: boolean;
  /** Undefined for a model that reads no earlier turns. */
  context: ModelContext | undefined;
  /** Below which confidence it abstains, in general; labels may have their own. */
  threshold: Threshold | null;
  /** What it made of labelled texts when it was exported. */
  baseline: Baseline | undefined;
  /** What became of the golden set; undefined where the folder has none. */
  golden: { cases: number; faults: readonly string[] } | undefined;
}

/** What a version says of the texts of a request. */
export interface ModelAnswer {
  version: string;
  threshold: Threshold | null;
  results: Answer[];
}

/** What one run of the encoder took. */
export interface BatchStatistics {
  texts: number;
  /** Real tokens, padding not counted. */
  tokens: number;
  /** Sum of the characters of its texts. */
  characters: number;
  tokenizeMs: number;
  inferMs: number;
}

export type ToEngine = ({ type: "classify" } & Job) | { type: "cancel"; id: number } | { type: "stop" };

export type FromEngine =
  | { type: "ready"; model: ModelInfo }
  | { type: "unusable"; code: string; message: string; hint: string | undefined }
  | { type: "answers"; answers: { id: number; results: Answer[] }[]; batch: BatchStatistics }
  | { type: "failed"; ids: number[]; message: string }
  /** Nothing is left to do: what was asked is answered, cancelled or expired. */
  | { type: "idle" };
