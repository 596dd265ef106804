import { existsSync } from "node:fs";
import { join } from "node:path";
import { IntentsmithError } from "@intentsmith/core";
import { readSafetensors } from "@intentsmith/model/onnx";
import { ReferenceTexts, referenceTextsFile } from "./reference-texts.ts";

/** The texts that a folder with a decision by distance carries. @throws FILE_NOT_FOUND, MODEL_MALFORMED. */
export function readReferenceTexts(folder: string): ReferenceTexts {
  const path = join(folder, referenceTextsFile);
  if (!existsSync(path)) {
    throw new IntentsmithError(
      "FILE_NOT_FOUND",
      `${path}: the decision is by distance, and the training texts are missing`,
      {
        hint: "Copy the whole folder; or train with decide.by: distance, which keeps their embeddings.",
      },
    );
  }
  const tensor = readSafetensors(path).tensors.get("reference_texts");
  const [rowCount = 0, width = 0] = tensor?.shape ?? [];
  if (tensor?.dtype !== "F32" || tensor.shape.length !== 2 || rowCount === 0) {
    throw new IntentsmithError("MODEL_MALFORMED", `${path}: tensor reference_texts: [any, any] in F32 expected`);
  }
  return new ReferenceTexts({ data: Float32Array.from(tensor.data as Float32Array), rowCount, width });
}
