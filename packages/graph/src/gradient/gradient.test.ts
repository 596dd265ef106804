import { IntentsmithError } from "@intentsmith/core";
import erf from "@stdlib/math-base-special-erf";
import { describe, expect, it } from "vitest";
import { referenceEngine } from "../engines/reference-engine.ts";
import { GraphBuilder } from "../ir/graph-builder.ts";
import type { DType } from "../ir/dtype.ts";
import type { Operand, Value } from "../ir/value.ts";
import { oneHotLike, positionsLike, scatterAddLike } from "../ops/gather.ts";
import { gemm } from "../ops/matmul.ts";
import { concat } from "../ops/movement.ts";
import { operatorCases } from "../testing/operator-cases.ts";
import { gradient } from "./gradient.ts";

// Operators as functions of the graph: sums of products read in one direction.
type Unary = (g: GraphBuilder, a: Value) => Value;
type Binary = (g: GraphBuilder, a: Value, b: Operand) => Value;
const [exp, neg, not, sign] = [(_, a) => a.exp(), (_, a) => a.neg(), (_, a) => a.not(), (_, a) => a.sign()] as [
  Unary,
  Unary,
  Unary,
  Unary,
];
const [add, mul, less, greater, equal] = [
  (_, a, b) => a.add(b),
  (_, a, b) => a.mul(b),
  (_, a, b) => a.less(b),
  (_, a, b) => a.greater(b),
  (_, a, b) => a.equal(b),
] as [Binary, Binary, Binary, Binary, Binary];
const and = (_: GraphBuilder, a: Value, b: Value): Value => a.and(b);
const matMul = (_: GraphBuilder, a: Value, b: Value): Value => a.matMul(b);
const cast = (_: GraphBuilder, a: Value, to: DType): Value => a.cast(to);
const where = (_: GraphBuilder, condition: Value, a: Operand, b: Operand): Value => condition.where(a, b);
const reduceSum = (_: GraphBuilder, a: Value, axes?: readonly number[], keepDims?: boolean): Value =>
  a.sum(axes, keepDims);

const float = (g: GraphBuilder, x: Value): Value => cast(g, x, "float32");

/** The numbers of the gradients of `loss` at given inputs, in float64. */
async function numbersOf(
  g: GraphBuilder,
  gradients: readonly Value[],
  feeds: Record<string, readonly number[]>,
): Promise<number[][]> {
  const session = await referenceEngine(erf).createSession(g.build(gradients));
  const tensors = Object.entries(feeds).map(([name, data]) => [
    name,
    { dtype: "float32", shape: [data.length], data: Float64Array.from(data) } as const,
  ]);
  const outputs = await session.run(Object.fromEntries(tensors));
  return gradients.map(({ name }) => Array.from(outputs[name]?.data ?? [], Number));
}

/** Names of the operators that differentiating adds to a graph. */
function addedBy(g: GraphBuilder, loss: Value, wrt: readonly Value[]): string[] {
  const before = g.nodes.length;
  gradient(g, loss, wrt);
  return g.nodes.slice(before).map(({ op }) => op);
}

/** What differentiating the sum itself adds. */
const ofSum = ["Unsqueeze", "Expand"];

function messageOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof IntentsmithError) return `${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("a gradient has the shape of its value", () => {
  for (const { name, shapes, build } of operatorCases) {
    it.each(shapes.map((shape) => [shape]))(`${name} over %j`, (shape) => {
      const g = new GraphBuilder();
      const inputs = shape.map((size, i) => g.input(`x${i}`, "float32", size));
      const gradients = gradient(g, reduceSum(g, build(g, inputs)), inputs);
      expect(gradients.map((value) => value.shape)).toEqual(shape);
    });
  }

  it("is shared by values that were broadcast over two axes in front", () => {
    const g = new GraphBuilder();
    const [a, b] = [g.input("a", "float32", [2, 3, 4]), g.input("b", "float32", [4])];
    const [da, db] = gradient(g, reduceSum(g, add(g, a, b)), [a, b]) as [Value, Value];
    expect([da.shape, db.shape]).toEqual([[2, 3, 4], [4]]);
  });
});

describe("the walk", () => {
  it("adds up what a value receives from several uses", async () => {
    const g = new GraphBuilder();
    const x = g.input("x", "float32", [2]);
    // L = Σ (x² + eˣ − x): dL/dx = 2x + eˣ − 1
    const loss = reduceSum(g, add(g, add(g, mul(g, x, x), exp(g, x)), neg(g, x)));
    const [dx] = await numbersOf(g, gradient(g, loss, [x]), { x: [0, 1] });
    expect(dx?.[0]).toBeCloseTo(0, 12);
    expect(dx?.[1]).toBeCloseTo(2 + Math.E - 1, 12);
  });

  it("gives the gradient of a value in the middle beside those of the inputs it is made of", async () => {
    const g = new GraphBuilder();
    const x = g.input("x", "float32", [2]);
    const y = mul(g, x, 3);
    // L = Σ y²: dL/dy = 2y, dL/dx = 6y
    const gradients = gradient(g, reduceSum(g, mul(g, y, y)), [y, x]);
    expect(await numbersOf(g, gradients, { x: [1, -2] })).toEqual([
      [6, -12],
      [18, -36],
    ]);
  });

  it("passes by what depends on an input and does not reach the loss", async () => {
    const g = new GraphBuilder();
    const x = g.input("x", "float32", [2]);
    const used = mul(g, x, 2);
    exp(g, used);
    concat(g, [x, used], 0);
    const gradients = gradient(g, reduceSum(g, used), [x]);
    expect(await numbersOf(g, gradients, { x: [1, 5] })).toEqual([[2, 2]]);
  });

  it("computes nothing for inputs that nobody asked for", () => {
    const g = new GraphBuilder();
    const [a, b] = [g.input("a", "float32", [3, 4]), g.input("b", "float32", [4])];
    // b would need a sum over the repeats
    expect(addedBy(g, reduceSum(g, add(g, a, b)), [a])).toEqual(ofSum);
    const [x, y, bias] = [
      g.input("x", "float32", [3, 4]),
      g.input("y", "float32", [4, 5]),
      g.input("bias", "float32", [5]),
    ];
    const product = reduceSum(g, gemm(g, x, y, bias));
    expect(addedBy(g, product, [x])).toEqual([...ofSum, "Gemm"]);
    expect(addedBy(g, product, [bias])).toEqual([...ofSum, "ReduceSum"]);
    expect(addedBy(g, reduceSum(g, matMul(g, x, y)), [y])).toEqual([...ofSum, "FusedMatMul"]);
    expect(addedBy(g, reduceSum(g, mul(g, a, b)), [a])).toEqual([...ofSum, "Mul"]);
    expect(addedBy(g, reduceSum(g, where(g, greater(g, b, 0), a, b)), [a])).toEqual([...ofSum, "Where"]);
  });

  it("computes nothing for what a piecewise constant operator is made of", () => {
    const g = new GraphBuilder();
    const x = g.input("x", "float32", [3]);
    const step = float(g, greater(g, exp(g, x), 1));
    expect(addedBy(g, reduceSum(g, mul(g, x, step)), [x])).toEqual([...ofSum, "Mul"]);
  });

  it("does not reach a value: GRAPH_INVALID with its name", () => {
    const g = new GraphBuilder();
    const [x, other] = [g.input("x", "float32", [3]), g.input("other", "float32", [3])];
    const loss = reduceSum(g, x);
    expect(messageOf(() => gradient(g, loss, [x, other]))).toBe(
      "GRAPH_INVALID: other: does not reach the loss, so it has no gradient",
    );
  });
});

/** Values on [3] and [3, 2] of every operator at which a gradient stops. */
const constantPieces: [op: string, (g: GraphBuilder, x: Value, rows: Value) => Value][] = [
  ["Less", (g, x) => float(g, less(g, x, 0))],
  ["Greater", (g, x) => float(g, greater(g, x, 0))],
  ["Equal", (g, x) => float(g, equal(g, x, 0))],
  ["And", (g, x) => float(g, and(g, greater(g, x, 0), less(g, x, 1)))],
  ["Not", (g, x) => float(g, not(g, greater(g, x, 0)))],
  ["Sign", (g, x) => sign(g, x)],
  ["Cast", (g, x) => float(g, cast(g, x, "int64"))],
  ["OneHotLike", (g, x, rows) => oneHotLike(g, cast(g, x, "int64"), rows)],
  ["PositionsLike", (g, x) => float(g, positionsLike(g, x))],
];

describe("an operator whose value is constant in pieces ends the gradient", () => {
  it.each(constantPieces)("%s", (op, build) => {
    const g = new GraphBuilder();
    const [x, rows] = [g.input("x", "float32", [3]), g.input("rows", "float32", [3, 2])];
    const loss = reduceSum(g, build(g, x, rows));
    expect(g.nodes.map((node) => node.op)).toContain(op);
    expect(messageOf(() => gradient(g, loss, [x]))).toMatch(/^GRAPH_INVALID: x: does not reach the loss/);
  });

  it.each(constantPieces.filter(([op]) => op !== "Cast"))("%s, also where its own value is asked for", (op, build) => {
    const g = new GraphBuilder();
    const [x, rows] = [g.input("x", "float32", [3]), g.input("rows", "float32", [3, 2])];
    const loss = reduceSum(g, mul(g, reduceSum(g, x), build(g, x, rows)));
    const piece = g.nodes.find((node) => node.op === op)?.outputs[0] as Value;
    const cast_ = g.nodes.find((node) => node.op === "Cast" && node.inputs[0] === piece)?.outputs[0];
    const asked = cast_ ?? piece;
    const [dx, dPiece] = gradient(g, loss, [x, asked]) as [Value, Value];
    expect([dx.shape, dPiece.shape]).toEqual([x.shape, asked.shape]);
  });
});

it.each([
  [
    "ScatterAddLike",
    (g: GraphBuilder, x: Value) => scatterAddLike(g, x, g.constant(BigInt64Array.of(0n, 0n, 1n), [3], "int64"), x),
  ],
])("a gradient that reaches %s is GRAPH_INVALID", (op, build) => {
  const g = new GraphBuilder();
  const x = g.input("x", "float32", [3]);
  const y = build(g, x);
  expect(messageOf(() => gradient(g, reduceSum(g, y), [x]))).toBe(
    `GRAPH_INVALID: ${op}: cannot be differentiated here (output ${y.name})`,
  );
});

it("a gradient that reaches only another output than the first is GRAPH_INVALID", () => {
  const g = new GraphBuilder();
  const x = g.input("x", "float32", [2, 4]);
  const [weight, bias] = [g.input("w", "float32", [4]), g.input("b", "float32", [4])];
  const [, mean] = g.node("LayerNormalization", [x, weight, bias], { epsilon: 1e-12 }) as [Value, Value];
  expect(messageOf(() => gradient(g, reduceSum(g, mean), [x]))).toMatch(/^GRAPH_INVALID: LayerNormalization: cannot/);
});
