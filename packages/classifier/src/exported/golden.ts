import { existsSync } from "node:fs";
import { join } from "node:path";
import { checkArguments, expected, parseConfig, readJsonFile } from "@intentsmith/core";
import { z } from "zod";

/** Texts with what an exported folder made of them when it was written. */
export const goldenFile = "golden.json";

const schema = z.looseObject({
  /** How far the score of the folder's own choice of file may be off. */
  tolerance: z.number().min(0),
  /**
   * Each text's best label, the same for every file, and the score that the folder's own choice of file gave it; neither for
   * an encoder without labels.
   */
  cases: z
    .array(z.looseObject({ text: z.string(), label: z.string().optional(), score: z.number().optional() }))
    .min(1),
  /** By file: what it gave to each case, in their order. Absent: labels and scores alone are known. */
  files: z
    .record(
      z.string(),
      z.looseObject({
        scoreTolerance: z.number().min(0),
        /** Largest length of the difference of two embeddings. */
        embeddingTolerance: z.number().min(0),
        scores: z.array(z.number()),
        /** float32, little-endian, in base64. [cases][H] */
        embeddings: z.array(z.string()),
      }),
    )
    .optional(),
});

/** What `golden.json` holds. */
export type Golden = z.infer<typeof schema>;

/** The golden set of a folder, if it has one. @throws FILE_MALFORMED, CONFIG_INVALID. */
export function readGolden(folder: string): Golden | undefined {
  checkArguments("readGolden", { folder: [folder, expected.path] });
  const path = join(folder, goldenFile);
  return existsSync(path) ? parseConfig(schema, readJsonFile(path, "the golden set"), path) : undefined;
}

/** An embedding [H] as `golden.json` stores it. */
export function encodeEmbedding(embedding: Float32Array): string {
  const bytes = Buffer.alloc(embedding.length * 4);
  for (const [i, value] of embedding.entries()) bytes.writeFloatLE(value, i * 4);
  return bytes.toString("base64");
}

export function decodeEmbedding(stored: string): Float32Array {
  const bytes = Buffer.from(stored, "base64");
  return Float32Array.from({ length: Math.floor(bytes.length / 4) }, (_, i) => bytes.readFloatLE(i * 4));
}
