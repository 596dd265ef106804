import { statSync } from "node:fs";
import { join } from "node:path";
import { openExportedEncoder, openHead, type Baseline, type Head } from "@intentsmith/classifier";
import type { EncodedTexts } from "@intentsmith/model";
import type { ExportOptions, FileReport } from "./export-options.ts";
import type { LabelledText } from "./folder/labelled-text.ts";
import { baselineOf } from "./folder/baseline.ts";
import { goldenAnswers, type GoldenAnswers } from "./folder/golden-set.ts";
import { decisionRule } from "./folder/onnx-metadata.ts";
import type { PlannedFile } from "./folder/plan-files.ts";
import type { ExportSource } from "./export-source.ts";
import { measureSpeed } from "./verify/measure-speed.ts";
import { bestLabels, countChanged } from "./verify/predictions.ts";
import { verifyParity } from "./verify/verify-parity.ts";
import { verifyScores } from "./verify/verify-scores.ts";

/** A written file, run and compared. */
export interface Inspected {
  report: FileReport;
  /** The head on this file's embeddings. */
  head: Head;
  golden: GoldenAnswers;
  /** What the file makes of the examples, if there are enough. */
  baseline: Baseline | undefined;
  /** Of the training texts [K, H], if they are to be in the folder. */
  trainingVectors: EncodedTexts | undefined;
}

/** Runs a file of the new folder on the texts and compares it with the trained model. @throws EXPORT_MISMATCH. */
export async function inspectFile(
  folder: string,
  { file, kind, precision }: PlannedFile,
  source: ExportSource,
  options: Pick<ExportOptions, "threads" | "speed" | "trainingTexts">,
): Promise<Inspected> {
  const { record, texts, trained, goldenTexts } = source;
  const threads = options.threads === undefined ? {} : { threads: options.threads };
  const encoder = await openExportedEncoder(folder, record.maxSequenceLength, { ...threads, file });
  try {
    const exported = await encoder.encode(texts);
    const parity = verifyParity(texts, trained, exported, precision);
    const head = await openHead(source.folder, record, encoder);
    if (kind === "classifier") {
      const tokenized = encoder.inspect(goldenTexts);
      await verifyScores(join(folder, file), tokenized, head, decisionRule(source.model, record), threads);
    }
    const labels = bestLabels(head, exported);
    const report: FileReport = {
      file,
      kind,
      precision,
      sizeBytes: statSync(join(folder, file)).size,
      ...parity,
      changedPredictions: countChanged(source.trainedLabels, labels),
      ...accuracyOf(source, labels),
      ...(options.speed ? { speed: await measureSpeed(encoder, source.speedTexts) } : {}),
    };
    return {
      report,
      head,
      golden: await goldenAnswers(file, precision, encoder, head, goldenTexts),
      baseline: baselineOf(record, head, texts, exported, source.examples),
      trainingVectors: await encodeTraining(options.trainingTexts, encoder),
    };
  } finally {
    await encoder.release();
  }
}

async function encodeTraining(
  texts: readonly LabelledText[] | undefined,
  encoder: { encode(texts: readonly string[]): Promise<EncodedTexts> },
): Promise<EncodedTexts | undefined> {
  return texts === undefined || texts.length === 0 ? undefined : await encoder.encode(texts.map(({ text }) => text));
}

/** Share of the examples whose best label is right. labels: of every text of `texts`. */
export function accuracyOf(
  {
    texts,
    examples,
    record,
  }: { texts: readonly string[]; examples: readonly LabelledText[]; record: ExportSource["record"] },
  labels: readonly number[],
): { accuracy?: number } {
  if (examples.length === 0) return {};
  const rowOf = new Map(texts.map((text, row) => [text, row]));
  const right = examples.filter(
    ({ text, label }) => record.labels[labels[rowOf.get(text) as number] as number]?.name === label,
  );
  return { accuracy: right.length / examples.length };
}
