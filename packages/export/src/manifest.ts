import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "@intentsmith/core";
import type { Graph, Value } from "@intentsmith/graph";
import { bundleModelFile, type SentenceModel, type TrainedModelRecord } from "@intentsmith/model";
import { parityTolerance, type Parity } from "./verify-parity.ts";

export const manifestFile = "manifest.json";

/** What `writeModel` writes. */
const onnxVersions = { opset: 20, irVersion: 9 };

export interface BundleFile {
  sizeBytes: number;
  sha256: string;
}

interface TensorInfo {
  name: string;
  dtype: string;
  shape: readonly (number | string)[];
}

/** What `manifest.json` says of an exported folder. Nothing comes from a clock: same model, same bytes. */
export interface Manifest {
  format: 1;
  model: {
    file: string;
    precision: "fp32";
    opset: number;
    irVersion: number;
    inputs: TensorInfo[];
    outputs: TensorInfo[];
  };
  maxSequenceLength: number;
  pooling: string;
  normalized: boolean;
  /** H */
  width: number;
  labelCount: number;
  base: string;
  dataHash: string;
  versions: Record<string, string>;
  parity: { maxAbsDifference: number; tolerance: number; texts: number };
  /** Every other file of the folder. */
  files: Record<string, BundleFile>;
}

export function buildManifest(
  folder: string,
  graph: Graph,
  model: SentenceModel,
  record: TrainedModelRecord,
  parity: Parity,
): Manifest {
  return {
    format: 1,
    model: {
      file: bundleModelFile,
      precision: "fp32",
      ...onnxVersions,
      inputs: graph.inputs.map(tensorInfo),
      outputs: graph.outputs.map(tensorInfo),
    },
    maxSequenceLength: record.maxSequenceLength,
    pooling: model.pooling,
    normalized: model.normalize,
    width: model.config.hiddenSize,
    labelCount: record.labels.length,
    base: record.base,
    dataHash: record.dataHash,
    versions: record.versions,
    parity: { maxAbsDifference: parity.maxDifference, tolerance: parityTolerance, texts: parity.textCount },
    files: Object.fromEntries(
      readdirSync(folder)
        .sort()
        .map((name) => [name, describeFile(join(folder, name))]),
    ),
  };
}

function describeFile(path: string): BundleFile {
  const bytes = readFileSync(path);
  return { sizeBytes: bytes.byteLength, sha256: sha256(bytes) };
}

function tensorInfo({ name, dtype, shape }: Value): TensorInfo {
  return { name, dtype, shape };
}
