import { onnxElementType, type DType } from "../ir/dtype.ts";
import type { Node } from "../ir/graph.ts";
import type { Value } from "../ir/value.ts";
import { reshapeCodes } from "../ir/concrete-shape.ts";
import type { OperatorName } from "../ir/operators.ts";

export type OnnxAttribute = { int: number } | { float: number } | { ints: readonly number[] } | { string: string };

/** A node as ONNX has it: operands and results by name ("" for an operand left out). */
export interface OnnxNode {
  op: string;
  domain?: string;
  inputs: readonly string[];
  outputs: readonly string[];
  attributes?: Readonly<Record<string, OnnxAttribute>>;
}

/** What lowering may ask for: names for values in between, and constants. */
export interface LoweringContext {
  fresh: (hint: string) => string;
  int64: (values: readonly number[], scalar?: boolean) => string;
  float32: (values: readonly number[], shape: readonly number[]) => string;
}

export type Lower = (node: Node, context: LoweringContext) => OnnxNode[];

/** Operators that an engine has an own, faster form of, by their name here. */
export type EngineOperators = Readonly<Partial<Record<OperatorName, Lower>>>;

const names = (values: readonly Value[]): string[] => values.map((value) => value.name);
const attribute = (node: Node, key: string): number => node.attributes[key] as number;

const plain: Lower = (node) => [{ op: node.op, inputs: names(node.inputs), outputs: names(node.outputs) }];

/** Operators whose axes (or shape) are an int64 operand in ONNX. */
const withAxes: Lower = (node, { int64 }) => [
  {
    op: node.op,
    inputs: [...names(node.inputs), int64(node.attributes["axes"] as number[])],
    outputs: names(node.outputs),
    ...("keepdims" in node.attributes ? { attributes: { keepdims: { int: attribute(node, "keepdims") } } } : {}),
  },
];

/** ReduceMax and ReduceMin take axes as an operand from opset 18 on, like ReduceSum and ReduceMean. */
const shapeOf = (value: Value, { fresh }: LoweringContext): OnnxNode => ({
  op: "Shape",
  inputs: [value.name],
  outputs: [fresh(`${value.name}_shape`)],
});
const result = (node: OnnxNode): string => node.outputs[0] ?? "";

/**
 * x with one row of zeros appended, so that the index R reads zeros. Needed only where an index can be R: on the way
 * into padding.
 */
function padded(node: Node, context: LoweringContext): OnnxNode[] {
  const [x, , ...parts] = node.inputs as [Value, Value, ...Value[]];
  const width = x.shape.slice(1).map(Number);
  const size = width.reduce((product, dimension) => product * dimension, 1);
  const zeros = context.float32(new Array<number>(size).fill(0), [1, ...width]);
  const withZeros = context.fresh(`${x.name}_and_zeros`);
  return [
    { op: "Concat", inputs: [x.name, zeros], outputs: [withZeros], attributes: { axis: { int: 0 } } },
    ...parts.map((part, i) => ({
      op: "Gather",
      inputs: [withZeros, part.name],
      outputs: [node.outputs[i]?.name ?? ""],
    })),
  ];
}

function unpadded(node: Node, context: LoweringContext): OnnxNode[] {
  const parts = node.inputs.slice(1 + attribute(node, "partCount"));
  const width = Number(parts[0]?.shape.at(-1));
  const flat = parts.map((part): OnnxNode => {
    const shape = context.int64([-1, width]);
    return { op: "Reshape", inputs: [part.name, shape], outputs: [context.fresh(`${part.name}_rows`)] };
  });
  const all = context.fresh("rows");
  const inverse = node.inputs[0]?.name ?? "";
  return [
    ...flat,
    { op: "Concat", inputs: flat.map(result), outputs: [all], attributes: { axis: { int: 0 } } },
    { op: "Gather", inputs: [all, inverse], outputs: names(node.outputs) },
  ];
}

/** α·op(A)·op(B) as Transpose, MatMul and Mul, each where it does something. */
function matrixProduct(node: Node, context: LoweringContext): OnnxNode[] {
  const [a, b] = node.inputs as [Value, Value];
  const nodes: OnnxNode[] = [];
  const add = (op: string, inputs: string[], output: string, attributes?: OnnxNode["attributes"]): string => {
    nodes.push({ op, inputs, outputs: [output], ...(attributes === undefined ? {} : { attributes }) });
    return output;
  };
  const swapped = ({ name, shape }: Value, swap: boolean): string => {
    if (!swap) return name;
    const axes = Array.from(shape.keys());
    const perm = { ints: [...axes.slice(0, -2), axes.length - 1, axes.length - 2] };
    return add("Transpose", [name], context.fresh(`${name}_swapped`), { perm });
  };
  const factors = [swapped(a, attribute(node, "transA") === 1), swapped(b, attribute(node, "transB") === 1)];
  const alpha = attribute(node, "alpha");
  const [output = ""] = names(node.outputs);
  if (alpha === 1) add("MatMul", factors, output);
  else add("Mul", [add("MatMul", factors, context.fresh("product")), context.float32([alpha], [])], output);
  return nodes;
}

const special: Partial<Record<OperatorName, Lower>> = {
  Cast: (node) => [
    {
      ...(plain(node, undefined as never)[0] as OnnxNode),
      attributes: { to: { int: onnxElementType[node.attributes["to"] as DType] } },
    },
  ],
  Reshape: (node, { int64 }) => {
    const [x, y] = [node.inputs[0] as Value, node.outputs[0] as Value];
    return [{ op: "Reshape", inputs: [x.name, int64(reshapeCodes(y.shape, x.shape))], outputs: [y.name] }];
  },
  ReshapeLike: (node, context) => {
    const shape = shapeOf(node.inputs[1] as Value, context);
    return [
      shape,
      { op: "Reshape", inputs: [node.inputs[0]?.name ?? "", result(shape)], outputs: names(node.outputs) },
    ];
  },
  Transpose: (node) => [
    {
      op: "Transpose",
      inputs: names(node.inputs),
      outputs: names(node.outputs),
      attributes: { perm: { ints: node.attributes["perm"] as number[] } },
    },
  ],
  Concat: (node) => [
    {
      op: "Concat",
      inputs: names(node.inputs),
      outputs: names(node.outputs),
      attributes: { axis: { int: attribute(node, "axis") } },
    },
  ],
  ReduceSum: withAxes,
  ReduceMean: withAxes,
  ReduceMax: withAxes,
  ReduceMin: withAxes,
  Unsqueeze: withAxes,
  Squeeze: withAxes,
  Expand: (node, context) => {
    const shape = shapeOf(node.inputs[1] as Value, context);
    return [shape, { op: "Expand", inputs: [node.inputs[0]?.name ?? "", result(shape)], outputs: names(node.outputs) }];
  },
  FusedMatMul: matrixProduct,
  Gemm: (node) => [
    {
      op: "Gemm",
      inputs: names(node.inputs),
      outputs: names(node.outputs),
      attributes: { transA: { int: attribute(node, "transA") }, transB: { int: attribute(node, "transB") } },
    },
  ],
  LayerNormalization: (node) => [
    {
      op: "LayerNormalization",
      inputs: names(node.inputs),
      outputs: names(node.outputs),
      attributes: { axis: { int: -1 }, epsilon: { float: attribute(node, "epsilon") } },
    },
  ],
  Softmax: (node) => [{ ...(plain(node, undefined as never)[0] as OnnxNode), attributes: { axis: { int: -1 } } }],
  TopK: (node, { fresh, int64 }) => [
    {
      op: "TopK",
      inputs: [...names(node.inputs), int64([attribute(node, "k")])],
      outputs: [...names(node.outputs), fresh("indices")],
      attributes: { axis: { int: -1 } },
    },
  ],
  PadSequences: padded,
  UnpadSequences: unpadded,
  OneHotLike: (node, context) => {
    const shape = shapeOf(node.inputs[1] as Value, context);
    const depth = context.fresh("depth");
    const values = context.float32([0, 1], [2]);
    const indices = context.fresh("indices");
    return [
      shape,
      // onnxruntime has OneHot for int64 indices only (with float values)
      {
        op: "Cast",
        inputs: [node.inputs[0]?.name ?? ""],
        outputs: [indices],
        attributes: { to: { int: onnxElementType.int64 } },
      },
      { op: "Gather", inputs: [result(shape), context.int64([0], true)], outputs: [depth] },
      { op: "OneHot", inputs: [indices, depth, values], outputs: names(node.outputs) },
    ];
  },
  PositionsLike: (node, context) => {
    const shape = shapeOf(node.inputs[0] as Value, context);
    const length = context.fresh("length");
    const [zero, one, last] = [context.int64([0], true), context.int64([1], true), context.int64([-1], true)];
    return [
      shape,
      { op: "Gather", inputs: [result(shape), last], outputs: [length] },
      { op: "Range", inputs: [zero, length, one], outputs: names(node.outputs) },
    ];
  },
  ScatterAddLike: (node, context) => {
    const [like, index, updates] = names(node.inputs) as [string, string, string];
    const shape = shapeOf(node.inputs[0] as Value, context);
    const zeros = context.fresh(`${like}_zeros`);
    return [
      shape,
      { op: "ConstantOfShape", inputs: [result(shape)], outputs: [zeros] },
      {
        op: "ScatterElements",
        inputs: [zeros, index, updates],
        outputs: names(node.outputs),
        attributes: { axis: { int: 0 }, reduction: { string: "add" } },
      },
    ];
  },
};

/** The ONNX nodes for one node of the intermediate representation: standard ones, but where the engine has its own. */
export function lowerNode(node: Node, context: LoweringContext, engine: EngineOperators = {}): OnnxNode[] {
  return (engine[node.op] ?? special[node.op] ?? plain)(node, context);
}
