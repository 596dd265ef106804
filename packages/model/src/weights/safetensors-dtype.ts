import { float16BitsToFloat32 } from "@intentsmith/core/web";

/** The element types of the safetensors format that this reader understands, with their size in bytes. */
export const dtypeSizeBytes = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
} as const satisfies Record<string, number>;

export type SafetensorsDtype = keyof typeof dtypeSizeBytes;

/** What a tensor's elements become in memory: half-precision floats are widened to float32, the rest keep their type. */
export type TensorData =
  | Float64Array<ArrayBuffer>
  | Float32Array<ArrayBuffer>
  | BigInt64Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Int16Array<ArrayBuffer>
  | Int8Array<ArrayBuffer>
  | Uint8Array<ArrayBuffer>;

/**
 * Decodes little-endian elements of `dtype`. F32 is a view of `bytes` where these are aligned to 4 bytes, as writers
 * align them; everything else is copied, so that `bytes` may start at any offset.
 */
export function decodeElements(dtype: SafetensorsDtype, bytes: Uint8Array<ArrayBuffer>): TensorData {
  if (dtype === "F32" && bytes.byteOffset % 4 === 0) {
    return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  }
  const copy = new Uint8Array(bytes).buffer;
  switch (dtype) {
    case "F64":
      return new Float64Array(copy);
    case "F32":
      return new Float32Array(copy);
    case "F16":
      return Float32Array.from(new Uint16Array(copy), float16BitsToFloat32);
    case "BF16":
      return bfloat16BitsToFloat32(new Uint16Array(copy));
    case "I64":
      return new BigInt64Array(copy);
    case "I32":
      return new Int32Array(copy);
    case "I16":
      return new Int16Array(copy);
    case "I8":
      return new Int8Array(copy);
    case "U8":
    case "BOOL":
      return new Uint8Array(copy);
  }
}

function bfloat16BitsToFloat32(bits: Uint16Array): Float32Array<ArrayBuffer> {
  const widened = new Uint32Array(bits.length);
  for (let i = 0; i < bits.length; i++) widened[i] = (bits[i] ?? 0) << 16;
  return new Float32Array(widened.buffer);
}
