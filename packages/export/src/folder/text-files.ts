import { trainedModelFile, type Head, type TrainedModelRecord } from "@intentsmith/classifier";
import { architectureOf, sentenceTransformersFiles, type SentenceModel } from "@intentsmith/model";
import { bundleCard, encoderCard } from "./bundle-card.ts";
import type { PlannedFile } from "./plan-files.ts";

/** Tokenizer, record and card, by path; for other clients, their configs as well. */
export function textFiles(
  model: SentenceModel,
  record: TrainedModelRecord,
  planned: readonly PlannedFile[],
  forClients: boolean,
): Record<string, string> {
  const { maxSequenceLength } = record;
  return {
    ...(forClients
      ? sentenceTransformersFiles({ ...model, maxSequenceLength })
      : model.tokenizer.files(maxSequenceLength, architectureOf(model.config).tokenizerClass)),
    ...(record.labels.length === 0
      ? { "README.md": encoderCard(record, planned, forClients) }
      : {
          [trainedModelFile]: `${JSON.stringify(record, null, 2)}\n`,
          "README.md": bundleCard(record, planned, forClients),
        }),
  };
}

/** `labels.json`: names and words; of a head with one vector a label, the vectors too. */
export function labelsJson({ labels }: TrainedModelRecord, { labelVectors }: Head): string {
  if (labelVectors === undefined) return `${JSON.stringify({ format: 1, labels })}\n`;
  const { width, data } = labelVectors;
  const embedded = labels.map(({ name, words }, c) => ({
    name,
    words,
    embedding: Array.from(data.subarray(c * width, (c + 1) * width)),
  }));
  return `${JSON.stringify({ format: 1, width, labels: embedded })}\n`;
}
