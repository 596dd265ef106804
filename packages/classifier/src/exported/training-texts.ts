import { existsSync } from "node:fs";
import { join } from "node:path";
import { checkArguments, expected, IntentsmithError, parseConfig, readJsonFile } from "@intentsmith/core";
import { readSafetensors } from "@intentsmith/model/onnx";
import { z } from "zod";
import { dotProducts } from "../head/dot-products.ts";

/** Texts that the model was trained with, and their labels: only where the user put them into the export. */
export const trainingTextsFile = "training-texts.json";

/** Their embeddings, `vectors` [K, H] of length 1, in the order of the texts. */
export const trainingVectorsFile = "training-texts.safetensors";

const schema = z.strictObject({
  format: z.literal(1),
  texts: z.array(z.strictObject({ text: z.string(), label: z.string() })).min(1),
});

/** A training text near to another text. */
export interface NearText {
  text: string;
  label: string;
  /** −1 to 1 */
  cosine: number;
}

/** Training texts by their embeddings. */
export class TrainingTexts {
  readonly #texts: readonly { text: string; label: string }[];
  /** [K, H] */
  readonly #vectors: Float32Array;

  private constructor(texts: readonly { text: string; label: string }[], vectors: Float32Array) {
    this.#texts = texts;
    this.#vectors = vectors;
  }

  /** Those of a folder, if it carries some. @throws FILE_MALFORMED, CONFIG_INVALID, MODEL_MALFORMED. */
  static read(folder: string): TrainingTexts | undefined {
    checkArguments("TrainingTexts.read", { folder: [folder, expected.path] });
    const path = join(folder, trainingTextsFile);
    if (!existsSync(path)) return undefined;
    const { texts } = parseConfig(schema, readJsonFile(path, "the training texts"), path);
    const tensorPath = join(folder, trainingVectorsFile);
    const vectors = existsSync(tensorPath) ? readSafetensors(tensorPath).tensors.get("vectors") : undefined;
    if (vectors?.shape.length !== 2 || vectors.shape[0] !== texts.length) {
      throw new IntentsmithError(
        "MODEL_MALFORMED",
        `${tensorPath}: a vector for each of ${texts.length} texts expected`,
      );
    }
    return new TrainingTexts(texts, Float32Array.from(vectors.data as Float32Array));
  }

  /** The nearest to an embedding [H] of length 1, nearest first. */
  nearest(embedding: Float32Array, count: number): NearText[] {
    const cosines = dotProducts(embedding, this.#vectors, embedding.length);
    const order = Array.from(cosines.keys()).sort((a, b) => (cosines[b] as number) - (cosines[a] as number) || a - b);
    return order.slice(0, count).map((i) => ({ ...(this.#texts[i] as NearText), cosine: cosines[i] as number }));
  }
}
