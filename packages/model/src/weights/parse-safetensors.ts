import { decodeElements, type SafetensorsDtype, type TensorData } from "./safetensors-dtype.ts";
import { parseHeader } from "./safetensors-header.ts";

/** A weight in memory: always float32, row-major; `data.length` is the product of `shape`. */
export interface WeightTensor {
  readonly shape: readonly number[];
  data: Float32Array;
}

/** Weights by their name in the checkpoint of the family: no prefix of a model class, `weight` and `bias` (never gamma, beta). */
export type Weights = Map<string, WeightTensor>;

/** A tensor as read from a file. F16 and BF16 are widened to float32; the other types keep theirs. */
export interface SafetensorsTensor {
  dtype: SafetensorsDtype;
  shape: number[];
  data: TensorData;
}

export interface SafetensorsFile {
  tensors: Map<string, SafetensorsTensor>;
  metadata: Record<string, string>;
}

/**
 * Reads the bytes of a safetensors file; `where` names it in errors. Tensors of F32 are views of the bytes, which memory then
 * holds once, and as long as one of them is in use; the others own their memory.
 * @throws MODEL_MALFORMED (cut short, header that lies); MODEL_UNSUPPORTED (element type).
 */
export function parseSafetensors(bytes: Uint8Array<ArrayBuffer>, where: string): SafetensorsFile {
  const { entries, metadata, dataStart } = parseHeader(bytes, where);
  const tensors = new Map<string, SafetensorsTensor>();
  for (const { name, dtype, shape, begin, end } of entries) {
    const data = decodeElements(dtype, bytes.subarray(dataStart + begin, dataStart + end));
    tensors.set(name, { dtype, shape, data });
  }
  return { tensors, metadata };
}
