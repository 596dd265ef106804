/** Element types of the graph. On the reference engine `float32` values are computed in float64. */
export type DType = "float32" | "float16" | "int8" | "uint8" | "int32" | "int64" | "bool";

/**
 * The JavaScript array that carries each element type; `float32` may also travel as Float64Array (reference engine).
 * `float16` is for constants: its numbers travel as Float32Array and are rounded where the file is written.
 */
export type TypedData = Float32Array | Float64Array | Int8Array | Int32Array | BigInt64Array | Uint8Array;

/** Numbers in the ONNX format's `TensorProto.DataType`. */
export const onnxElementType: Record<DType, number> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
};
