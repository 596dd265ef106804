import type { DType } from "./dtype.ts";
import type { Attributes, TypedValue } from "./typed-value.ts";
import { broadcastShapes, formatShape, normalizeAxis, shapeError, type Dimension, type Shape } from "./shape.ts";

/** What an operator's outputs look like, given its inputs. */
type Infer = (inputs: readonly TypedValue[], attributes: Attributes) => { dtype: DType; shape: Shape }[];

const input = (inputs: readonly TypedValue[], index: number): TypedValue => {
  const value = inputs[index];
  if (value === undefined) throw shapeError("operator", `input ${index} is missing`);
  return value;
};

const sameAsFirst: Infer = (inputs) => [{ dtype: input(inputs, 0).dtype, shape: input(inputs, 0).shape }];

const broadcast =
  (dtype?: DType): Infer =>
  (inputs) => {
    const [a, b] = [input(inputs, 0), input(inputs, 1)];
    return [{ dtype: dtype ?? a.dtype, shape: broadcastShapes(a.shape, b.shape, `${a.name}, ${b.name}`) }];
  };

const reduce: Infer = (inputs, attributes) => {
  const { dtype, shape } = input(inputs, 0);
  const axes = new Set((attributes["axes"] as number[]).map((axis) => normalizeAxis(axis, shape.length)));
  const kept = attributes["keepdims"] === 1;
  return [{ dtype, shape: shape.flatMap((size, axis): Dimension[] => (axes.has(axis) ? (kept ? [1] : []) : [size])) }];
};

/** Matrix product of the last two axes, the others broadcast; `transA`, `transB` swap the last two axes first. */
const matrixProduct: Infer = (inputs, attributes) => {
  const [a, b] = [input(inputs, 0), input(inputs, 1)];
  const last2 = (shape: Shape, swap: unknown): [Dimension, Dimension] => {
    const [rows, columns] = [shape.at(-2) ?? 1, shape.at(-1) ?? 1];
    return swap === 1 ? [columns, rows] : [rows, columns];
  };
  const [rows, inner] = last2(a.shape, attributes["transA"]);
  const [inner2, columns] = last2(b.shape, attributes["transB"]);
  if (inner !== inner2) {
    throw shapeError(`${a.name} × ${b.name}`, `inner sizes differ: ${formatShape(a.shape)} × ${formatShape(b.shape)}`);
  }
  const batch = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2), `${a.name} × ${b.name}`);
  return [{ dtype: a.dtype, shape: [...batch, rows, columns] }];
};

/**
 * Every operator of the intermediate representation, with its shape rule. Names are ONNX's, except seven that stand
 * for short ONNX sequences (`lower-node.ts`): FusedMatMul, PadSequences, UnpadSequences, OneHotLike, ScatterAddLike,
 * PositionsLike and ReshapeLike.
 */
export const operators = {
  Add: broadcast(),
  Sub: broadcast(),
  Mul: broadcast(),
  Div: broadcast(),
  Less: broadcast("bool"),
  Greater: broadcast("bool"),
  Equal: broadcast("bool"),
  And: broadcast("bool"),
  Not: sameAsFirst,
  Neg: sameAsFirst,
  Exp: sameAsFirst,
  Log: sameAsFirst,
  Sqrt: sameAsFirst,
  Erf: sameAsFirst,
  Abs: sameAsFirst,
  Sign: sameAsFirst,
  Relu: sameAsFirst,
  Sigmoid: sameAsFirst,
  Gelu: sameAsFirst,
  /** Where(condition, a, b). */
  Where: (inputs) => {
    const [condition, a, b] = [input(inputs, 0), input(inputs, 1), input(inputs, 2)];
    const branches = broadcastShapes(a.shape, b.shape, "Where");
    return [{ dtype: a.dtype, shape: broadcastShapes(condition.shape, branches, "Where") }];
  },
  Cast: (inputs, attributes) => [{ dtype: attributes["to"] as DType, shape: input(inputs, 0).shape }],
  MatMul: matrixProduct,
  /** `alpha` · A·B with optional transposes. */
  FusedMatMul: matrixProduct,
  /** A·B + bias for matrices, with optional transposes; the bias [columns] is optional. */
  Gemm: matrixProduct,
  /**
   * DynamicQuantizeLinear(x) → q uint8, scale [], zero point uint8 []: x ≈ scale · (q − zero point), with one scale and
   * zero point for the whole tensor, from its least and largest number (0 included).
   */
  DynamicQuantizeLinear: (inputs) => [
    { dtype: "uint8", shape: input(inputs, 0).shape },
    { dtype: "float32", shape: [] },
    { dtype: "uint8", shape: [] },
  ],
  /** MatMulInteger(a uint8, b int8, a's zero point []) → (a − zero point)·b, summed in int32. */
  MatMulInteger: (inputs, attributes) => [
    { dtype: "int32", shape: (matrixProduct(inputs, attributes)[0] as { shape: Shape }).shape },
  ],
  ReduceSum: reduce,
  ReduceMean: reduce,
  ReduceMax: reduce,
  ReduceMin: reduce,
  Reshape: (_inputs, attributes) => [{ dtype: input(_inputs, 0).dtype, shape: attributes["shape"] as Shape }],
  /** ReshapeLike(x, like): x in the shape of `like`, however many sizes are open. */
  ReshapeLike: (inputs) => [{ dtype: input(inputs, 0).dtype, shape: input(inputs, 1).shape }],
  Transpose: (inputs, attributes) => {
    const { dtype, shape } = input(inputs, 0);
    return [{ dtype, shape: (attributes["perm"] as number[]).map((axis) => shape[axis] as Dimension) }];
  },
  Unsqueeze: (inputs, attributes) => {
    const { dtype, shape } = input(inputs, 0);
    const axes = attributes["axes"] as number[];
    const result: Dimension[] = [...shape];
    for (const axis of axes) result.splice(axis, 0, 1);
    return [{ dtype, shape: result }];
  },
  Squeeze: (inputs, attributes) => {
    const { dtype, shape } = input(inputs, 0);
    const axes = new Set(attributes["axes"] as number[]);
    return [{ dtype, shape: shape.filter((_, axis) => !axes.has(axis)) }];
  },
  /** Expand(x, like): x broadcast to the shape of `like`. */
  Expand: (inputs) => [{ dtype: input(inputs, 0).dtype, shape: input(inputs, 1).shape }],
  Concat: (inputs, attributes) => {
    const { dtype, shape } = input(inputs, 0);
    const axis = attributes["axis"] as number;
    const sizes = inputs.map((value) => value.shape[axis] as Dimension);
    const total = sizes.every((size) => typeof size === "number")
      ? (sizes as number[]).reduce((sum, size) => sum + size, 0)
      : sizes.join("+");
    return [{ dtype, shape: shape.map((size, i) => (i === axis ? total : size)) }];
  },
  /** Gather(data [R, …], indices [I…]) → [I…, …] along axis 0. */
  Gather: (inputs) => {
    const [data, indices] = [input(inputs, 0), input(inputs, 1)];
    return [{ dtype: data.dtype, shape: [...indices.shape, ...data.shape.slice(1)] }];
  },
  /** GatherElements(data [N], indices [P]) → [P]. */
  GatherElements: (inputs) => [{ dtype: input(inputs, 0).dtype, shape: input(inputs, 1).shape }],
  /** TopK(x […, N]) → the `k` largest numbers of the last axis […, k], largest first. */
  TopK: (inputs, attributes) => {
    const { dtype, shape } = input(inputs, 0);
    return [{ dtype, shape: [...shape.slice(0, -1), attributes["k"] as number] }];
  },
  /** ScatterAddLike(like [N], indices [P], updates [P]) → [N]: zeros with `updates` added at `indices`. */
  ScatterAddLike: (inputs) => [{ dtype: input(inputs, 2).dtype, shape: input(inputs, 0).shape }],
  /** OneHotLike(indices [P], data [R, …]) → [P, R]: 1 where the column is the index. */
  OneHotLike: (inputs) => [
    { dtype: input(inputs, 1).dtype, shape: [...input(inputs, 0).shape, input(inputs, 1).shape[0] as Dimension] },
  ],
  /** PositionsLike(ids [B, S]) → 0 … S−1 as int64 [S]. */
  PositionsLike: (inputs) => [{ dtype: "int64", shape: [input(inputs, 0).shape.at(-1) as Dimension] }],
  /** (x, weight [H], bias [H]) → y, mean [… 1], inverse standard deviation [… 1], over the last axis. */
  LayerNormalization: (inputs) => {
    const { dtype, shape } = input(inputs, 0);
    const statistics: Shape = [...shape.slice(0, -1), 1];
    return [
      { dtype, shape },
      { dtype, shape: statistics },
      { dtype, shape: statistics },
    ];
  },
  /** Over the last axis. */
  Softmax: sameAsFirst,
  /**
   * PadSequences(x [R, W], inverse [R], index₀ [I₀…], …) → part₀ [I₀…, W], …: rows of x laid out in padded parts; the
   * index R reads zeros. Every row of x is read exactly once, by position inverse[r] of the parts laid end to end, so
   * its gradient is UnpadSequences. (Unpacking as in NVIDIA's FasterTransformer "effective transformer".)
   */
  PadSequences: (inputs) => {
    const x = input(inputs, 0);
    return inputs.slice(2).map((index) => ({ dtype: x.dtype, shape: [...index.shape, ...x.shape.slice(1)] }));
  },
  /** UnpadSequences(inverse [R], index₀, …, part₀, …) → x [R, W]: the rows picked back out of the padded parts. */
  UnpadSequences: (inputs) => {
    const [inverse, part] = [input(inputs, 0), input(inputs, inputs.length - 1)];
    return [{ dtype: part.dtype, shape: [...inverse.shape, part.shape.at(-1) as Dimension] }];
  },
} as const satisfies Record<string, Infer>;

export type OperatorName = keyof typeof operators;
