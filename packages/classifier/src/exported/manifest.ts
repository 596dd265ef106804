import { IntentsmithError } from "@intentsmith/core/web";
import { z } from "zod";
import type { TrainedModelRecord } from "../record/record-schema.ts";

/** What an exported folder says of itself. */
export const manifestFile = "manifest.json";

/** How an exported file stores its weights; int8 multiplies them so, too. */
export const precisions = ["fp32", "fp16", "int8"] as const;

export type Precision = (typeof precisions)[number];

/** A file inside the folder: no part of the path leads out of it. */
const path = z
  .string()
  .refine((name) => !/^([/\\]|[A-Za-z]:)|(^|[/\\])\.\.([/\\]|$)/.test(name), "a path inside the folder expected");

const tensor = z.looseObject({
  name: z.string(),
  dtype: z.string(),
  shape: z.array(z.union([z.number(), z.string()])),
});

const file = z.looseObject({ sizeBytes: z.int().min(0), sha256: z.string() });

const model = z.looseObject({
  file: path,
  precision: z.enum(precisions),
  opset: z.int(),
  irVersion: z.int(),
  inputs: z.array(tensor),
  outputs: z.array(tensor),
});

/** `maxAbsDifference` of any number of an embedding, `cosine…` are 1 − cosine of an embedding with the trained model's. */
const parity = z.looseObject({
  maxAbsDifference: z.number(),
  tolerance: z.number(),
  texts: z.int(),
  largestCosineDifference: z.number().optional(),
  meanCosineDifference: z.number().optional(),
});

export const manifestSchema = z.looseObject({
  /** 2: with anything but one float32 file. */
  format: z.union([z.literal(1), z.literal(2)]),
  /** The file that is run where no other is asked for. */
  model,
  /** Every ONNX file; absent: `model` alone. */
  models: z
    .array(model.extend({ kind: z.enum(["encoder", "classifier"]), parity }))
    .min(1)
    .optional(),
  maxSequenceLength: z.int(),
  pooling: z.string(),
  normalized: z.boolean(),
  /** H */
  width: z.int(),
  /** C; 0 for an encoder that was exported without labels. */
  labelCount: z.int(),
  base: z.string(),
  dataHash: z.string(),
  versions: z.record(z.string(), z.string()),
  parity,
  /** Every other file of the folder. */
  files: z.record(path, file),
});

/** What `manifest.json` says of an exported folder. Nothing comes from a clock: same model, same bytes. */
export type Manifest = z.infer<typeof manifestSchema>;

export type BundleFile = z.infer<typeof file>;

/** What the manifest says of one ONNX file. */
export type ModelFile = NonNullable<Manifest["models"]>[number];

/** Every ONNX file of the folder. */
export function modelFiles({ model, models, parity }: Manifest): ModelFile[] {
  return models ?? [{ ...model, kind: "encoder", parity }];
}

/**
 * The encoder's file of a precision; without one, the folder's own choice.
 * @throws ARGUMENT_INVALID if the folder has none of it.
 */
export function encoderFile(folder: string, manifest: Manifest, precision?: Precision): string {
  if (precision === undefined) return manifest.model.file;
  const encoders = modelFiles(manifest).filter(({ kind }) => kind === "encoder");
  const found = encoders.find((model) => model.precision === precision);
  if (found !== undefined) return found.file;
  throw new IntentsmithError(
    "ARGUMENT_INVALID",
    `${folder}: no file of precision ${precision}, it has ${encoders.map((model) => model.precision).join(", ")}`,
    { hint: `Export with --precision ${precision}.` },
  );
}

/** Why record and manifest are not of one export, if they are not. */
export function recordMismatch(record: TrainedModelRecord, manifest: Manifest): string | undefined {
  const [C, S] = [manifest.labelCount, manifest.maxSequenceLength];
  if (record.labels.length === C && record.maxSequenceLength === S) return undefined;
  return `${C} labels and ${S} tokens expected, the record has ${record.labels.length} and ${record.maxSequenceLength}`;
}
