import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import {
  isExportedFolder,
  manifestFile,
  openHead,
  readTrainedModelRecord,
  trainedModelFile,
  type TrainedModelRecord,
} from "@intentsmith/classifier";
import { IntentsmithError, silentLogger } from "@intentsmith/core";
import { loadModel, SentenceEncoder, type EncodedTexts, type SentenceModel } from "@intentsmith/model";
import type { ExportOptions, PrunedVocabulary } from "./export-options.ts";
import type { LabelledText } from "./folder/labelled-text.ts";
import { awkwardTexts } from "./folder/awkward-texts.ts";
import { publicRecord } from "./folder/public-record.ts";
import { pruneToCorpus } from "./prune-to-corpus.ts";
import { bestLabels } from "./verify/predictions.ts";

/** The trained model, and what it makes of the texts that the new files are compared on. */
export interface ExportSource {
  folder: string;
  record: TrainedModelRecord;
  /** What is exported: of length 1, with the vocabulary that was asked for. */
  model: SentenceModel;
  vocabulary?: PrunedVocabulary;
  /** Label words, awkward texts, and those that were given; each once. [B] */
  texts: readonly string[];
  /** What the new files should give: of the model with the vocabulary that was asked for. [B, H] */
  trained: EncodedTexts;
  /** Of the trained model as it is. [B] */
  trainedLabels: readonly number[];
  examples: readonly LabelledText[];
  goldenTexts: readonly string[];
  /** Texts as a deployment meets them. */
  speedTexts: readonly string[];
}

/** Label words in the golden set, at most: with many labels the awkward texts would be a small part of it. */
const goldenLabelWords = 24;

/**
 * Reads the trained model and runs it.
 * @throws FILE_NOT_FOUND, MODEL_MALFORMED, MODEL_UNSUPPORTED; ARGUMENT_INVALID for an exported folder.
 */
export async function readExportSource(folder: string, options: ExportOptions): Promise<ExportSource> {
  const { logger = silentLogger, texts: plain = [], examples = [], withExamples = false } = options;
  const threads = options.threads === undefined ? {} : { threads: options.threads };
  const trained = isEncoderAlone(folder) ? undefined : publicRecord(readTrainedModelRecord(folder));
  refuseBundle(folder);
  if (options.classifier === true && trained !== undefined) refuseBeyondText(trained);
  const loaded = await loadModel(folder, { logger });
  const record = trained ?? encoderRecord(folder, loaded);
  // Labels are told apart by cosine, so what is deployed gives unit vectors even if the base had no Normalize module.
  const model = { ...loaded, normalize: trained !== undefined || loaded.normalize };
  const labelWords = [...new Set(record.labels.map(({ words }) => words))];
  const given = [...plain, ...examples.map(({ text }) => text)];
  const texts = [...new Set([...labelWords, ...awkwardTexts, ...given])];
  const ours = [...labelWords.slice(0, goldenLabelWords), ...awkwardTexts];
  const { embeddings, labels } = await runModel(folder, record, model, texts, threads);
  const shared = { folder, record, texts, trainedLabels: labels };
  const corpus = options.pruneVocabulary;
  const judged = given.length > 0 ? given : [...labelWords, ...awkwardTexts];
  const pruned =
    corpus === undefined
      ? undefined
      : pruneToCorpus(model, corpus, labelWords, judged, {
          maxSequenceLength: record.maxSequenceLength,
          size: options.vocabularySize,
        });
  if (pruned !== undefined) logger.info(told(pruned.vocabulary));
  return {
    ...shared,
    ...(pruned ?? { model }),
    trained:
      pruned === undefined ? embeddings : (await runModel(folder, record, pruned.model, texts, threads)).embeddings,
    examples,
    goldenTexts: [...new Set(withExamples ? [...ours, ...given] : ours)],
    speedTexts: given.length > 0 ? given : [...labelWords, ...awkwardTexts.filter(({ length }) => length < 100)],
  };
}

/** Embeddings [B, H] and best labels [B]. */
async function runModel(
  folder: string,
  record: TrainedModelRecord,
  model: SentenceModel,
  texts: readonly string[],
  options: { threads?: number },
): Promise<{ embeddings: EncodedTexts; labels: number[] }> {
  const encoder = new SentenceEncoder(model, options);
  try {
    const embeddings = await encoder.encode(texts);
    return { embeddings, labels: bestLabels(await openHead(folder, record, encoder), embeddings) };
  } finally {
    await encoder.release();
  }
}

function told({ tokens, unknown, changedTexts, textCount }: PrunedVocabulary): string {
  const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
  return `vocabulary: ${tokens.after} of ${tokens.before} tokens kept; of ${textCount} texts ${percent(changedTexts)} are cut otherwise, unknown tokens ${percent(unknown.before)} before, ${percent(unknown.after)} now`;
}

/** Whether a folder holds an encoder and nothing of a classifier: a base, or what `distill` wrote. */
function isEncoderAlone(folder: string): boolean {
  const holds = (name: string): boolean => existsSync(join(folder, name));
  return !holds(trainedModelFile) && !holds(manifestFile) && (holds("modules.json") || holds("config.json"));
}

/** What is known of an encoder without labels. */
const encoderRecord = (folder: string, { maxSequenceLength }: SentenceModel): TrainedModelRecord => ({
  format: 1,
  labels: [],
  base: basename(resolve(folder)),
  maxSequenceLength,
  metrics: {},
  config: {},
  versions: {},
  dataHash: "",
});

function refuseBundle(folder: string): void {
  if (!isExportedFolder(folder) || existsSync(join(folder, "model.safetensors"))) return;
  throw new IntentsmithError("ARGUMENT_INVALID", `${folder}: this is an exported folder already`, {
    hint: "Name the model folder that `intentsmith train` printed at its end.",
  });
}

/** The graph gets the tokens of one text: no earlier turns, and no training texts to compare with. */
function refuseBeyondText({ head, decision }: TrainedModelRecord): void {
  const seesTurns = head?.type === "logistic" && head.context !== undefined;
  if (!seesTurns && decision?.by !== "distance") return;
  const what = seesTurns
    ? "head sees earlier turns of the conversation"
    : "decision is by distance to its training texts";
  throw new IntentsmithError("ARGUMENT_INVALID", `classifier: the model's ${what}`, {
    hint: seesTurns
      ? "Export without the classifier graph: IntentClassifier reads conversations from the folder."
      : "Export without the classifier graph, or decide otherwise: intentsmith model decide MODEL --by energy --data FILE",
  });
}
