import type { DType, TypedData } from "../ir/dtype.ts";
import type { Node } from "../ir/graph.ts";
import type { OperatorName } from "../ir/operators.ts";
import { concreteShape } from "../ir/concrete-shape.ts";
import type { Tensor } from "./engine.ts";
import {
  layerNormalizationKernel,
  matrixProductKernel,
  reduceKernel,
  softmaxKernel,
  topKKernel,
} from "./reference-dense-kernels.ts";
import { dynamicQuantizeLinearKernel, matMulIntegerKernel } from "./reference-integer-kernels.ts";
import { broadcastSizes, broadcastStrides, forEachIndex, sizeOf, stridesOf } from "./strides.ts";

export type Kernel = (inputs: readonly Tensor[], node: Node) => Tensor[];

const first = (inputs: readonly Tensor[]): Tensor => inputs[0] as Tensor;
const arrays = {
  float32: Float64Array,
  float16: Float64Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int32: Int32Array,
  int64: BigInt64Array,
  bool: Uint8Array,
} as const;
const allocate = (dtype: DType, size: number): TypedData => new arrays[dtype](size);
const number = (data: TypedData, index: number): number => Number(data[index]);

const unary =
  (f: (x: number) => number, dtype?: DType): Kernel =>
  (inputs) => {
    const x = first(inputs);
    const data = allocate(dtype ?? x.dtype, x.data.length);
    for (let i = 0; i < data.length; i++) data[i] = f(number(x.data, i));
    return [{ dtype: dtype ?? x.dtype, shape: x.shape, data }];
  };

const elementwise =
  (f: (...operands: number[]) => number, dtype: DType): Kernel =>
  (inputs) => {
    const shape = broadcastSizes(...inputs.map((input) => input.shape));
    const data = allocate(dtype, sizeOf(shape));
    const strides = inputs.map((input) => broadcastStrides(input.shape, shape));
    forEachIndex(shape, strides, (position, offsets) => {
      data[position] = f(...inputs.map((input, k) => number(input.data, offsets[k] as number)));
    });
    return [{ dtype, shape, data }];
  };

/** Copies `x` through a strided view into a tensor of `shape`. */
const view = (x: Tensor, shape: readonly number[], strides: readonly number[]): Tensor[] => {
  const data = allocate(x.dtype, sizeOf(shape));
  forEachIndex(shape, [strides], (position, [offset]) => {
    data[position] = x.data[offset as number] as never;
  });
  return [{ dtype: x.dtype, shape, data }];
};

const reshaped: Kernel = (inputs, node) => {
  const x = first(inputs);
  return [{ ...x, shape: concreteShape(node.outputs[0]?.shape ?? [], node.inputs[0]?.shape ?? [], x.shape) }];
};

/** Rows of `x` [R, W] at `index` (any shape) → [index…, W]; an index of R or more reads zeros. */
function gatherRows(x: Tensor, index: Tensor): Tensor {
  const shape = [...index.shape, ...x.shape.slice(1)];
  const width = sizeOf(x.shape.slice(1));
  const data = allocate(x.dtype, sizeOf(shape));
  for (let i = 0; i < index.data.length; i++) {
    const row = number(index.data, i);
    for (let j = 0; j < width && row < (x.shape[0] as number); j++)
      data[i * width + j] = x.data[row * width + j] as never;
  }
  return { dtype: x.dtype, shape, data };
}

function concatenate(parts: readonly Tensor[], axis: number): Tensor {
  const shape = [...(parts[0] as Tensor).shape];
  shape[axis] = parts.reduce((sum, part) => sum + (part.shape[axis] as number), 0);
  const data = allocate((parts[0] as Tensor).dtype, sizeOf(shape));
  const block = sizeOf(shape.slice(axis));
  let start = 0;
  for (const part of parts) {
    const run = sizeOf(part.shape.slice(axis));
    for (let i = 0; i < part.data.length; i++)
      data[Math.floor(i / run) * block + start + (i % run)] = part.data[i] as never;
    start += run;
  }
  return { dtype: (parts[0] as Tensor).dtype, shape, data };
}

/** One float64 kernel an operator. The formulas are the operators' definitions, written without any fusion. */
export function referenceKernels(erf: (x: number) => number): Readonly<Record<OperatorName, Kernel>> {
  return {
    Add: elementwise((a, b) => a + b, "float32"),
    Sub: elementwise((a, b) => a - b, "float32"),
    Mul: elementwise((a, b) => a * b, "float32"),
    Div: elementwise((a, b) => a / b, "float32"),
    Less: elementwise((a, b) => Number(a < b), "bool"),
    Greater: elementwise((a, b) => Number(a > b), "bool"),
    Equal: elementwise((a, b) => Number(a === b), "bool"),
    And: elementwise((a, b) => Number(a !== 0 && b !== 0), "bool"),
    Where: elementwise((condition, a, b) => (condition === 0 ? b : a), "float32"),
    Not: unary((x) => Number(x === 0)),
    Neg: unary((x) => -x),
    Exp: unary(Math.exp),
    Log: unary(Math.log),
    Sqrt: unary(Math.sqrt),
    Erf: unary(erf),
    Abs: unary(Math.abs),
    Sign: unary(Math.sign),
    Relu: unary((x) => Math.max(x, 0)),
    Sigmoid: unary((x) => 1 / (1 + Math.exp(-x))),
    Gelu: unary((x) => 0.5 * x * (1 + erf(x * Math.SQRT1_2))),
    Cast: (inputs, node) => unary((x) => x, node.attributes["to"] as DType)(inputs, node),
    DynamicQuantizeLinear: dynamicQuantizeLinearKernel,
    MatMulInteger: matMulIntegerKernel,
    MatMul: matrixProductKernel,
    FusedMatMul: matrixProductKernel,
    Gemm: matrixProductKernel,
    ReduceSum: reduceKernel((values) => values.reduce((sum, x) => sum + x, 0)),
    ReduceMean: reduceKernel((values) => values.reduce((sum, x) => sum + x, 0) / values.length),
    ReduceMax: reduceKernel((values) => values.reduce((most, x) => Math.max(most, x), -Infinity)),
    ReduceMin: reduceKernel((values) => values.reduce((least, x) => Math.min(least, x), Infinity)),
    Reshape: reshaped,
    ReshapeLike: (inputs) => [{ ...first(inputs), shape: (inputs[1] as Tensor).shape }],
    Unsqueeze: (inputs, node) => {
      const shape = [...first(inputs).shape];
      for (const axis of node.attributes["axes"] as number[]) shape.splice(axis, 0, 1);
      return [{ ...first(inputs), shape }];
    },
    Squeeze: (inputs, node) => {
      const axes = new Set(node.attributes["axes"] as number[]);
      return [{ ...first(inputs), shape: first(inputs).shape.filter((_, axis) => !axes.has(axis)) }];
    },
    Transpose: (inputs, node) => {
      const x = first(inputs);
      const perm = node.attributes["perm"] as number[];
      const strides = stridesOf(x.shape);
      return view(
        x,
        perm.map((axis) => x.shape[axis] as number),
        perm.map((axis) => strides[axis] as number),
      );
    },
    Expand: (inputs) => {
      const [x, like] = inputs as [Tensor, Tensor];
      return view(x, like.shape, broadcastStrides(x.shape, like.shape));
    },
    Concat: (inputs, node) => [concatenate(inputs, node.attributes["axis"] as number)],
    Gather: (inputs) => [gatherRows(first(inputs), inputs[1] as Tensor)],
    GatherElements: (inputs) => [gatherRows(first(inputs), inputs[1] as Tensor)],
    TopK: topKKernel,
    ScatterAddLike: (inputs) => {
      const [like, index, updates] = inputs as [Tensor, Tensor, Tensor];
      const data = new Float64Array(like.data.length);
      for (let i = 0; i < index.data.length; i++) {
        const at = number(index.data, i);
        data[at] = (data[at] as number) + number(updates.data, i);
      }
      return [{ dtype: "float32", shape: like.shape, data }];
    },
    OneHotLike: (inputs) => {
      const [index, like] = inputs as [Tensor, Tensor];
      const columns = like.shape[0] as number;
      const data = new Float64Array(index.data.length * columns);
      for (let i = 0; i < index.data.length; i++) data[i * columns + number(index.data, i)] = 1;
      return [{ dtype: "float32", shape: [...index.shape, columns], data }];
    },
    PositionsLike: (inputs) => {
      const length = first(inputs).shape.at(-1) as number;
      return [{ dtype: "int64", shape: [length], data: BigInt64Array.from({ length }, (_, i) => BigInt(i)) }];
    },
    LayerNormalization: layerNormalizationKernel,
    Softmax: softmaxKernel,
    PadSequences: ([x, , ...parts]) => parts.map((index) => gatherRows(x as Tensor, index)),
    UnpadSequences: ([inverse, ...rest], node) => {
      const parts = rest.slice(node.attributes["partCount"] as number);
      const width = parts[0]?.shape.at(-1) ?? 1;
      const flat = parts.map((part) => ({ ...part, shape: [part.data.length / width, width] }));
      return [gatherRows(concatenate(flat, 0), inverse as Tensor)];
    },
  };
}
