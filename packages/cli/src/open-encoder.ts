import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  bundleModelFile,
  OnnxSentenceEncoder,
  SentenceEncoder,
  type EncodedTexts,
  type TrainedModelRecord,
} from "@intentsmith/model";

export interface TextEncoder {
  encode(texts: readonly string[]): Promise<EncodedTexts>;
  release(): Promise<void>;
}

/** The encoder of a model folder, trained or exported. */
export async function openEncoder(
  folder: string,
  record: TrainedModelRecord,
  options: { threads?: number },
): Promise<TextEncoder> {
  return existsSync(join(folder, bundleModelFile))
    ? await OnnxSentenceEncoder.load(folder, record.maxSequenceLength, options)
    : await SentenceEncoder.load(folder, options);
}
