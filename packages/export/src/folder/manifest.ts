import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import { sha256 } from "@intentsmith/core";
import type { Graph, Value } from "@intentsmith/graph";
import type { BundleFile, Manifest, ModelFile, TrainedModelRecord } from "@intentsmith/classifier";
import { embeddingWidth, type SentenceModel } from "@intentsmith/model";
import { parityTolerances, type Parity } from "../verify/verify-parity.ts";
import type { PlannedFile } from "./plan-files.ts";

/** What `writeModel` writes. */
const onnxVersions = { opset: 20, irVersion: 9 };

/** A written ONNX file: what is in it and how it compares with the trained model. */
export interface WrittenFile extends PlannedFile {
  graph: Pick<Graph, "inputs" | "outputs">;
  parity: Parity;
}

/** The first of `written` is what is run where no other is asked for. */
export function buildManifest(
  folder: string,
  written: readonly [WrittenFile, ...WrittenFile[]],
  model: SentenceModel,
  record: TrainedModelRecord,
): Manifest {
  const models = written.map(describeModel);
  const { kind: _, parity, ...first } = models[0] as ModelFile;
  const plain = models.length === 1 && first.precision === "fp32";
  return {
    format: plain ? 1 : 2,
    model: first,
    ...(plain ? {} : { models }),
    maxSequenceLength: record.maxSequenceLength,
    pooling: model.pooling,
    normalized: model.normalize,
    width: embeddingWidth(model),
    labelCount: record.labels.length,
    base: record.base,
    dataHash: record.dataHash,
    versions: record.versions,
    parity,
    files: Object.fromEntries(filesBelow(folder).map((name) => [name, describeFile(join(folder, name))])),
  };
}

function describeModel({ file, kind, precision, graph, parity }: WrittenFile): ModelFile {
  return {
    file,
    precision,
    ...onnxVersions,
    inputs: graph.inputs.map(tensorInfo),
    outputs: graph.outputs.map(tensorInfo),
    kind,
    parity: {
      maxAbsDifference: parity.maxDifference,
      largestCosineDifference: parity.largestCosineDifference,
      meanCosineDifference: parity.meanCosineDifference,
      measure: parityTolerances[precision].measure,
      tolerance: parityTolerances[precision].most,
      texts: parity.textCount,
    },
  };
}

/** Paths of all files, with `/` between their parts, in order. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => name.split(sep).join("/"))
    .sort();
}

function describeFile(path: string): BundleFile {
  const bytes = readFileSync(path);
  return { sizeBytes: bytes.byteLength, sha256: sha256(bytes) };
}

function tensorInfo({ name, dtype, shape }: Value): Manifest["model"]["inputs"][number] {
  return { name, dtype, shape: [...shape] };
}
