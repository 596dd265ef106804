import { existsSync } from "node:fs";
import { join } from "node:path";
import { IntentsmithError } from "@intentsmith/core";
import { readSafetensors, type EncodedTexts, type Weights } from "@intentsmith/model/onnx";
import { dotProducts } from "../head/dot-products.ts";
import type { Decision } from "./decision-record.ts";

/** The embeddings of training texts that a decision by distance needs, beside the weights. */
export const trainingTextsFile = "training-texts.safetensors";

/** How near texts lie to what a model was trained on. */
export class TrainingTexts {
  readonly #vectors: EncodedTexts;

  /** vectors: embeddings of length 1. [K, H] */
  constructor(vectors: EncodedTexts) {
    this.#vectors = vectors;
  }

  /**
   * The cosine of each text to the training text that lies nearest, −1 to 1. texts: rows that begin with the embedding
   * [B, H or more]; `isOther`: whether a training text is none of the text's own (leaving one out). [B]
   */
  nearness(
    { data, rowCount, width }: EncodedTexts,
    isOther?: (text: number, training: number) => boolean,
  ): Float64Array {
    const { data: vectors, width: H } = this.#vectors;
    return Float64Array.from({ length: rowCount }, (_, b) => {
      const cosines = dotProducts(data.subarray(b * width, b * width + H), vectors, H);
      let nearest = -1;
      for (const [k, cosine] of cosines.entries()) {
        if (cosine > nearest && (isOther === undefined || isOther(b, k))) nearest = cosine;
      }
      return nearest;
    });
  }

  tensors(): Weights {
    const { data, rowCount, width } = this.#vectors;
    return new Map([["training_texts", { shape: [rowCount, width], data }]]);
  }
}

/**
 * The training texts of a model folder, if its decision is by distance.
 * @throws FILE_NOT_FOUND, MODEL_MALFORMED.
 */
export function openTrainingTexts(folder: string, decision: Decision | undefined): TrainingTexts | undefined {
  return decision?.by === "distance" ? readTrainingTexts(folder) : undefined;
}

/** @throws FILE_NOT_FOUND, MODEL_MALFORMED. */
export function readTrainingTexts(folder: string): TrainingTexts {
  const path = join(folder, trainingTextsFile);
  if (!existsSync(path)) {
    throw new IntentsmithError(
      "FILE_NOT_FOUND",
      `${path}: the decision is by distance, and the training texts are missing`,
      {
        hint: "Copy the whole folder; or train with decide.by: distance, which keeps their embeddings.",
      },
    );
  }
  const tensor = readSafetensors(path).tensors.get("training_texts");
  const [rowCount = 0, width = 0] = tensor?.shape ?? [];
  if (tensor?.dtype !== "F32" || tensor.shape.length !== 2 || rowCount === 0) {
    throw new IntentsmithError("MODEL_MALFORMED", `${path}: tensor training_texts: [any, any] in F32 expected`);
  }
  return new TrainingTexts({ data: Float32Array.from(tensor.data as Float32Array), rowCount, width });
}
