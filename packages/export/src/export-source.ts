import { existsSync } from "node:fs";
import { join } from "node:path";
import { isExportedFolder, openHead, readTrainedModelRecord, type TrainedModelRecord } from "@intentsmith/classifier";
import { IntentsmithError, silentLogger } from "@intentsmith/core";
import { loadModel, SentenceEncoder, type EncodedTexts, type SentenceModel } from "@intentsmith/model";
import type { ExportOptions, LabelledText } from "./export-options.ts";
import { awkwardTexts } from "./folder/awkward-texts.ts";
import { publicRecord } from "./folder/public-record.ts";
import { bestLabels } from "./verify/predictions.ts";

/** The trained model, and what it makes of the texts that the new files are compared on. */
export interface ExportSource {
  folder: string;
  record: TrainedModelRecord;
  model: SentenceModel;
  /** Label words, awkward texts, and those that were given; each once. [B] */
  texts: readonly string[];
  /** [B, H] */
  trained: EncodedTexts;
  /** [B] */
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
  const record = publicRecord(readTrainedModelRecord(folder));
  refuseBundle(folder);
  if (options.classifier === true) refuseConversations(record);
  // Labels are told apart by cosine, so what is deployed gives unit vectors even if the base had no Normalize module.
  const model = { ...(await loadModel(folder, { logger })), normalize: true };
  const labelWords = [...new Set(record.labels.map(({ words }) => words))];
  const given = [...plain, ...examples.map(({ text }) => text)];
  const texts = [...new Set([...labelWords, ...awkwardTexts, ...given])];
  const ours = [...labelWords.slice(0, goldenLabelWords), ...awkwardTexts];
  const encoder = new SentenceEncoder(model, threads);
  try {
    const trained = await encoder.encode(texts);
    const head = await openHead(folder, record, encoder);
    return {
      folder,
      record,
      model,
      texts,
      trained,
      trainedLabels: bestLabels(head, trained),
      examples,
      goldenTexts: [...new Set(withExamples ? [...ours, ...given] : ours)],
      speedTexts: given.length > 0 ? given : [...labelWords, ...awkwardTexts.filter(({ length }) => length < 100)],
    };
  } finally {
    await encoder.release();
  }
}

function refuseBundle(folder: string): void {
  if (!isExportedFolder(folder) || existsSync(join(folder, "model.safetensors"))) return;
  throw new IntentsmithError("ARGUMENT_INVALID", `${folder}: this is an exported folder already`, {
    hint: "Name the model folder that `intentsmith train` printed at its end.",
  });
}

/** The graph gets the tokens of one text, and such a head sees earlier turns beside it. */
function refuseConversations({ head }: TrainedModelRecord): void {
  if (head?.type !== "logistic" || head.context === undefined) return;
  throw new IntentsmithError(
    "ARGUMENT_INVALID",
    "classifier: the model's head sees earlier turns of the conversation",
    {
      hint: "Export without the classifier graph: IntentClassifier reads conversations from the folder.",
    },
  );
}
