import { z } from "zod";

/** What an exported folder says of itself. */
export const manifestFile = "manifest.json";

const tensor = z.looseObject({
  name: z.string(),
  dtype: z.string(),
  shape: z.array(z.union([z.number(), z.string()])),
});

const file = z.looseObject({ sizeBytes: z.int().min(0), sha256: z.string() });

export const manifestSchema = z.looseObject({
  format: z.literal(1),
  model: z.looseObject({
    file: z.string(),
    precision: z.literal("fp32"),
    opset: z.int(),
    irVersion: z.int(),
    inputs: z.array(tensor),
    outputs: z.array(tensor),
  }),
  maxSequenceLength: z.int(),
  pooling: z.string(),
  normalized: z.boolean(),
  /** H */
  width: z.int(),
  labelCount: z.int(),
  base: z.string(),
  dataHash: z.string(),
  versions: z.record(z.string(), z.string()),
  parity: z.looseObject({ maxAbsDifference: z.number(), tolerance: z.number(), texts: z.int() }),
  /** Every other file of the folder. */
  files: z.record(z.string(), file),
});

/** What `manifest.json` says of an exported folder. Nothing comes from a clock: same model, same bytes. */
export type Manifest = z.infer<typeof manifestSchema>;

export type BundleFile = z.infer<typeof file>;
