import { join } from "node:path";
import { trainingTextsFile, trainingVectorsFile } from "@intentsmith/classifier";
import { writeAndSync } from "@intentsmith/core";
import { encodeSafetensors, type EncodedTexts } from "@intentsmith/model";
import type { LabelledText } from "./labelled-text.ts";

/** Writes training texts and their embeddings [K, H], for answers that name the nearest ones. */
export function writeTrainingTexts(folder: string, texts: readonly LabelledText[], vectors: EncodedTexts): void {
  const { data, rowCount, width } = vectors;
  const rows = texts.map(({ text, label }) => ({ text, label }));
  writeAndSync(join(folder, trainingTextsFile), `${JSON.stringify({ format: 1, texts: rows })}\n`);
  const tensor = { shape: [rowCount, width], data };
  writeAndSync(join(folder, trainingVectorsFile), encodeSafetensors(new Map([["vectors", tensor]])));
}
