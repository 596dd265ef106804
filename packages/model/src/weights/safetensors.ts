import {
  checkArguments,
  expected,
  float32ToFloat16Bits,
  IntentsmithError,
  readInputFile,
  writeFileAtomic,
} from "@intentsmith/core";
import { parseSafetensors, type SafetensorsFile, type WeightTensor } from "./parse-safetensors.ts";

export type { SafetensorsFile, SafetensorsTensor, Weights, WeightTensor } from "./parse-safetensors.ts";

/**
 * Reads a whole safetensors file, as `parseSafetensors` does.
 * @throws FILE_NOT_FOUND; MODEL_MALFORMED (cut short, header that lies); MODEL_UNSUPPORTED (element type).
 */
export function readSafetensors(path: string): SafetensorsFile {
  checkArguments("readSafetensors", { path: [path, expected.path] });
  return parseSafetensors(readInputFile(path, "the weights") as Buffer<ArrayBuffer>, path);
}

export interface WriteSafetensorsOptions {
  /** Element type on disk; the default is F32. F16 rounds to the nearest, ties to even. */
  dtype?: "F32" | "F16";
  /** Text pairs in the header; the default is what Python's transformers asks for. */
  metadata?: Record<string, string>;
}

/**
 * Writes float32 tensors as a safetensors file, atomically. Same tensors, same bytes: sorted by name, the header
 * padded with spaces to a multiple of 8 bytes, as the reference implementation does.
 * @throws WRITE_FAILED; ARGUMENT_INVALID for a value that F16 cannot hold or a length that is not its shape's.
 */
export function writeSafetensors(
  path: string,
  tensors: Iterable<readonly [string, WeightTensor]>,
  options: WriteSafetensorsOptions = {},
): void {
  writeFileAtomic(path, encodeSafetensors(tensors, options, path));
}

/** The bytes that `writeSafetensors` writes. `where` names the file in errors. */
export function encodeSafetensors(
  tensors: Iterable<readonly [string, WeightTensor]>,
  options: WriteSafetensorsOptions = {},
  where = "safetensors",
): Uint8Array {
  const { dtype = "F32", metadata = { format: "pt" } } = options;
  const sorted = [...tensors].sort(([a], [b]) => (a < b ? -1 : 1));
  const elementBytes = dtype === "F32" ? 4 : 2;
  const header: [string, unknown][] = [["__metadata__", metadata]];
  let dataBytes = 0;
  for (const [name, { shape, data }] of sorted) {
    if (shape.reduce((product, size) => product * size, 1) !== data.length) {
      throw new IntentsmithError(
        "ARGUMENT_INVALID",
        `${where}: tensor ${name}: shape [${shape.join(", ")}] does not have ${data.length} elements`,
      );
    }
    const end = dataBytes + data.length * elementBytes;
    header.push([name, { dtype, shape, data_offsets: [dataBytes, end] }]);
    dataBytes = end;
  }
  const headerBytes = paddedHeader(JSON.stringify(Object.fromEntries(header)));
  const file = new Uint8Array(8 + headerBytes.byteLength + dataBytes);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes.byteLength), true);
  file.set(headerBytes, 8);
  let at = 8 + headerBytes.byteLength; // a multiple of 8, so typed arrays may lie on it
  for (const [name, { data }] of sorted) {
    if (dtype === "F32") new Float32Array(file.buffer, at, data.length).set(data);
    else encodeFloat16(data, new Uint16Array(file.buffer, at, data.length), `${where}: tensor ${name}`);
    at += data.length * elementBytes;
  }
  return file;
}

function paddedHeader(json: string): Uint8Array {
  const bytes = Buffer.from(json);
  return Buffer.concat([bytes, Buffer.alloc((8 - (bytes.byteLength % 8)) % 8, " ")]);
}

function encodeFloat16(data: Float32Array, target: Uint16Array, where: string): void {
  for (let i = 0; i < data.length; i++) {
    const value = data[i] ?? 0;
    const bits = float32ToFloat16Bits(value);
    if ((bits & 0x7fff) === 0x7c00 && Number.isFinite(value)) {
      throw new IntentsmithError("ARGUMENT_INVALID", `${where}: float16 holds up to 65504, found ${value}`, {
        hint: "Save this model as float32.",
      });
    }
    target[i] = bits;
  }
}
