import { hasOneOpenSize } from "./concrete-shape.ts";
import type { DType } from "./dtype.ts";
import type { OperatorName } from "./operators.ts";
import { normalizeAxis, type Shape } from "./shape.ts";
import type { Attributes, TypedValue } from "./typed-value.ts";

/** A plain number stands for a scalar constant. */
export type Operand = Value | number;

/** What a value needs of the builder that it belongs to. */
interface Builder {
  op(op: OperatorName, inputs: readonly Value[], attributes?: Attributes): Value;
  scalar(number: number): Value;
}

/**
 * A tensor that flows through a graph: an input, a constant, or the output of one node. Its methods add a node to the
 * graph and return that node's output; binary ones broadcast.
 */
export class Value implements TypedValue {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: Shape;
  readonly #g: Builder;

  /** For `GraphBuilder`. */
  constructor(g: Builder, { name, dtype, shape }: TypedValue) {
    this.name = name;
    this.dtype = dtype;
    this.shape = shape;
    this.#g = g;
  }

  add(other: Operand): Value {
    return this.#binary("Add", other);
  }
  sub(other: Operand): Value {
    return this.#binary("Sub", other);
  }
  mul(other: Operand): Value {
    return this.#binary("Mul", other);
  }
  div(other: Operand): Value {
    return this.#binary("Div", other);
  }
  less(other: Operand): Value {
    return this.#binary("Less", other);
  }
  greater(other: Operand): Value {
    return this.#binary("Greater", other);
  }
  equal(other: Operand): Value {
    return this.#binary("Equal", other);
  }
  and(other: Value): Value {
    return this.#binary("And", other);
  }
  not(): Value {
    return this.#unary("Not");
  }
  neg(): Value {
    return this.#unary("Neg");
  }
  exp(): Value {
    return this.#unary("Exp");
  }
  log(): Value {
    return this.#unary("Log");
  }
  sqrt(): Value {
    return this.#unary("Sqrt");
  }
  erf(): Value {
    return this.#unary("Erf");
  }
  abs(): Value {
    return this.#unary("Abs");
  }
  sign(): Value {
    return this.#unary("Sign");
  }
  relu(): Value {
    return this.#unary("Relu");
  }
  /** 1/(1 + e⁻ˣ) */
  sigmoid(): Value {
    return this.#unary("Sigmoid");
  }
  /** x·Φ(x), the exact (erf) form. */
  gelu(): Value {
    return this.#unary("Gelu");
  }
  /** Over the last axis. */
  softmax(): Value {
    return this.#unary("Softmax");
  }
  /** Where this (bool) holds a, else b. */
  where(a: Operand, b: Operand): Value {
    return this.#g.op("Where", [this, this.#operand(a), this.#operand(b)]);
  }
  cast(to: DType): Value {
    return this.#g.op("Cast", [this], { to });
  }
  /** max(x, limit) for a constant limit; the gradient passes where x > limit. */
  maximum(limit: number): Value {
    return this.greater(limit).where(this, limit);
  }
  /** x / max(‖x‖₂, epsilon) over the last axis (torch.nn.functional.normalize: epsilon 1e-12). */
  l2Normalize(epsilon = 1e-12): Value {
    return this.div(this.mul(this).sum([-1], true).sqrt().maximum(epsilon));
  }
  /** Batched matrix product: [… M, K] × [… K, N] → [… M, N]. */
  matMul(other: Value): Value {
    return this.#binary("MatMul", other);
  }

  /** Reductions over `axes` (all, if left out). Never run on a size-0 axis: ONNX Runtime gives a wrong shape there. */
  sum(axes?: readonly number[], keepDims = false): Value {
    return this.#reduce("ReduceSum", axes, keepDims);
  }
  mean(axes?: readonly number[], keepDims = false): Value {
    return this.#reduce("ReduceMean", axes, keepDims);
  }
  max(axes?: readonly number[], keepDims = false): Value {
    return this.#reduce("ReduceMax", axes, keepDims);
  }
  min(axes?: readonly number[], keepDims = false): Value {
    return this.#reduce("ReduceMin", axes, keepDims);
  }

  /**
   * With another shape. At most one dimension of `shape` may be a name that does not stand at the same place in this
   * shape: the writer spells such a dimension −1.
   */
  reshape(shape: Shape): Value {
    return this.#g.op("Reshape", [this], { shape });
  }
  /** In the shape of `like`. */
  reshapeLike(like: Value): Value {
    return hasOneOpenSize(like.shape, this.shape) ? this.reshape(like.shape) : this.#g.op("ReshapeLike", [this, like]);
  }
  transpose(perm: readonly number[]): Value {
    return this.#g.op("Transpose", [this], { perm });
  }
  /** Swaps the last two axes. */
  transposeLast(): Value {
    const axes = Array.from(this.shape.keys());
    return this.transpose([...axes.slice(0, -2), axes.length - 1, axes.length - 2]);
  }
  /** Inserts axes of size 1 at the given (ascending, non-negative) places of the result. */
  unsqueeze(axes: readonly number[]): Value {
    return this.#g.op("Unsqueeze", [this], { axes });
  }
  squeeze(axes: readonly number[]): Value {
    return this.#g.op("Squeeze", [this], { axes });
  }
  /** Broadcast to the shape of `like`. */
  expand(like: Value): Value {
    return this.#g.op("Expand", [this, like]);
  }

  #unary(op: OperatorName): Value {
    return this.#g.op(op, [this]);
  }

  #binary(op: OperatorName, other: Operand): Value {
    return this.#g.op(op, [this, this.#operand(other)]);
  }

  #operand(operand: Operand): Value {
    return typeof operand === "number" ? this.#g.scalar(operand) : operand;
  }

  #reduce(op: OperatorName, axes: readonly number[] | undefined, keepDims: boolean): Value {
    const all = axes ?? Array.from(this.shape.keys());
    const attributes = { axes: all.map((axis) => normalizeAxis(axis, this.shape.length)), keepdims: Number(keepDims) };
    return this.#g.op(op, [this], attributes);
  }
}
