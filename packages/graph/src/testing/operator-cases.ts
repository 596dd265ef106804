import type { GraphBuilder } from "../ir/graph-builder.ts";
import type { Value } from "../ir/value.ts";
import type { OperatorName } from "../ir/operators.ts";
import * as ops from "../index.ts";

/** One differentiable use of an operator, over a grid of input shapes. */
export interface OperatorCase {
  op: OperatorName;
  name: string;
  shapes: readonly (readonly number[])[][];
  build: (g: GraphBuilder, x: readonly Value[]) => Value;
  /** Keeps random values inside the operator's domain and away from its kinks. */
  prepare?: (value: number, input: number) => number;
}

const pairs = [
  [
    [3, 4],
    [3, 4],
  ],
  [[3, 4], [4]],
  [
    [2, 3, 4],
    [3, 1],
  ],
  [
    [1, 4],
    [3, 1],
  ],
  [[5], []],
];
const single = [[[4]], [[3, 5]], [[2, 3, 4]], [[1]]];
const index = (g: GraphBuilder, values: number[], shape?: number[]): Value =>
  g.constant(
    BigInt64Array.from(values, BigInt),
    shape ?? [values.length],
    "int64",
    `index_${values.join("_")}_${shape?.join("x") ?? ""}`,
  );
const away = (value: number): number => value + Math.sign(value) * 0.1;
const positive = (value: number): number => Math.abs(value) + 0.5;
const binary = (op: OperatorName, build: OperatorCase["build"], prepare?: OperatorCase["prepare"]): OperatorCase => ({
  op,
  name: op,
  shapes: pairs,
  build,
  ...(prepare === undefined ? {} : { prepare }),
});
const unary = (op: OperatorName, f: (x: Value) => Value, prepare?: OperatorCase["prepare"]): OperatorCase => ({
  op,
  name: op,
  shapes: single,
  build: (_, [x]) => f(x as Value),
  ...(prepare === undefined ? {} : { prepare }),
});
const two =
  (f: (g: GraphBuilder, a: Value, b: Value) => Value) =>
  (g: GraphBuilder, x: readonly Value[]): Value =>
    f(g, x[0] as Value, x[1] as Value);

const transposes = [
  [false, false],
  [true, false],
  [false, true],
  [true, true],
] as const;

/** Rows 0…4 in two padded parts, [1, 3] and [2, 2], with places that read zeros. */
const padding = (g: GraphBuilder): ops.PaddingIndices => ({
  parts: [index(g, [3, 0, 5], [1, 3]), index(g, [1, 5, 4, 2], [2, 2])],
  inverse: index(g, [1, 3, 6, 0, 5]),
});

export const operatorCases: readonly OperatorCase[] = [
  binary(
    "Add",
    two((_, a, b) => a.add(b)),
  ),
  binary(
    "Sub",
    two((_, a, b) => a.sub(b)),
  ),
  binary(
    "Mul",
    two((_, a, b) => a.mul(b)),
  ),
  binary(
    "Div",
    two((_, a, b) => a.div(b)),
    (value, input) => (input === 1 ? away(value) * 2 : value),
  ),
  unary("Neg", (x) => x.neg()),
  unary("Exp", (x) => x.exp()),
  unary("Log", (x) => x.log(), positive),
  unary("Sqrt", (x) => x.sqrt(), positive),
  unary("Erf", (x) => x.erf()),
  unary("Abs", (x) => x.abs(), away),
  unary("Relu", (x) => x.relu(), away),
  unary("Sigmoid", (x) => x.sigmoid()),
  unary("Gelu", (x) => x.gelu()),
  unary("Softmax", (x) => x.softmax()),
  {
    op: "Where",
    name: "Where",
    shapes: [
      [
        [3, 4],
        [3, 4],
      ],
      [[3, 4], [4]],
    ],
    prepare: away,
    build: two((_, a, b) => a.greater(0).where(a, b)),
  },
  {
    op: "MatMul",
    name: "MatMul",
    shapes: [
      [
        [3, 4],
        [4, 5],
      ],
      [
        [2, 3, 4],
        [2, 4, 5],
      ],
      [
        [2, 3, 4],
        [4, 5],
      ],
      [
        [1, 2],
        [2, 1],
      ],
    ],
    build: two((_, a, b) => a.matMul(b)),
  },
  ...transposes.flatMap(([transA, transB]): OperatorCase[] => {
    const a = transA ? [4, 3] : [3, 4];
    const b = transB ? [5, 4] : [4, 5];
    const name = `transA=${transA} transB=${transB}`;
    return [
      {
        op: "FusedMatMul",
        name: `FusedMatMul ${name}`,
        shapes: [
          [a, b],
          [
            [2, ...a],
            [2, ...b],
          ],
        ],
        build: two((g, x, y) => ops.fusedMatMul(g, x, y, { transA, transB, alpha: 0.7 })),
      },
      {
        op: "Gemm",
        name: `Gemm ${name}`,
        shapes: [[a, b, [5]]],
        build: (g, [x, y, bias]) => ops.gemm(g, x as Value, y as Value, bias, { transA, transB }),
      },
    ];
  }),
  {
    op: "Gemm",
    name: "Gemm without bias",
    shapes: [
      [
        [3, 4],
        [4, 5],
      ],
    ],
    build: two((g, a, b) => ops.gemm(g, a, b)),
  },
  ...(["sum", "mean", "max", "min"] as const).flatMap((reduction, i): OperatorCase[] => {
    const op = (["ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin"] as const)[i] as OperatorName;
    return [
      { op, name: `${op} of all`, shapes: single, build: (_, [x]) => (x as Value)[reduction]() },
      {
        op,
        name: `${op} of the last axis`,
        shapes: [[[3, 4]], [[2, 3, 4]]],
        build: (_, [x]) => (x as Value)[reduction]([-1], true),
      },
      {
        op,
        name: `${op} of axis 0`,
        shapes: [[[3, 4]], [[2, 3, 4]]],
        build: (_, [x]) => (x as Value)[reduction]([0]),
      },
    ];
  }),
  { op: "Reshape", name: "Reshape", shapes: [[[6, 4]]], build: (_, [x]) => (x as Value).reshape([3, 8]) },
  {
    op: "ReshapeLike",
    name: "ReshapeLike",
    shapes: [
      [
        [6, 4],
        [3, 8],
      ],
    ],
    build: two((g, a, b) => g.op("ReshapeLike", [a, b]).mul(b)),
  },
  {
    op: "Transpose",
    name: "Transpose",
    shapes: [[[2, 3, 4]]],
    build: (_, [x]) => (x as Value).transpose([2, 0, 1]),
  },
  { op: "Unsqueeze", name: "Unsqueeze", shapes: [[[3, 4]]], build: (_, [x]) => (x as Value).unsqueeze([0, 2]) },
  { op: "Squeeze", name: "Squeeze", shapes: [[[1, 3, 1, 4]]], build: (_, [x]) => (x as Value).squeeze([0, 2]) },
  {
    op: "Expand",
    name: "Expand",
    shapes: [
      [
        [3, 1],
        [2, 3, 4],
      ],
      [[4], [3, 4]],
    ],
    build: two((_, a, b) => a.expand(b).mul(b)),
  },
  {
    op: "Gather",
    name: "Gather with repeats",
    shapes: [[[4, 3]]],
    build: (g, [x]) => ops.gather(g, x as Value, index(g, [2, 0, 2, 3, 2])),
  },
  {
    op: "Gather",
    name: "Gather with a matrix of indices",
    shapes: [[[4, 3]]],
    build: (g, [x]) => ops.gather(g, x as Value, index(g, [2, 0, 2, 3], [2, 2])),
  },
  {
    op: "GatherElements",
    name: "GatherElements with repeats",
    shapes: [[[6]]],
    build: (g, [x]) => ops.gatherElements(g, x as Value, index(g, [5, 0, 5, 1])),
  },
  {
    op: "LayerNormalization",
    name: "LayerNormalization",
    shapes: [
      [[3, 8], [8], [8]],
      [[2, 3, 8], [8], [8]],
    ],
    build: (g, [x, w, b]) => ops.layerNormalization(g, x as Value, w as Value, b as Value, 1e-12),
  },
  {
    op: "PadSequences",
    name: "PadSequences",
    shapes: [[[5, 2]]],
    build: (g, [x]) => {
      const [first, second] = ops.padSequences(g, x as Value, padding(g));
      return (first as Value)
        .mul(first as Value)
        .sum([0, 1])
        .add((second as Value).exp().sum([0, 1]));
    },
  },
  {
    op: "UnpadSequences",
    name: "UnpadSequences",
    shapes: [
      [
        [1, 3, 2],
        [2, 2, 2],
      ],
    ],
    build: two((g, a, b) => ops.unpadSequences(g, [a, b], padding(g))),
  },
  {
    op: "Concat",
    name: "Concat of the last axis",
    shapes: [
      [
        [3, 2],
        [3, 4],
      ],
      [
        [2, 3, 1],
        [2, 3, 2],
      ],
    ],
    build: two((g, a, b) => ops.concat(g, [a, b, a], a.shape.length - 1)),
  },
  {
    op: "Concat",
    name: "Concat of the first axis",
    shapes: [
      [
        [3, 2],
        [1, 2],
      ],
    ],
    build: two((g, a, b) => ops.concat(g, [b, a], 0)),
  },
  {
    op: "Concat",
    name: "l2Normalize",
    shapes: [[[3, 5]], [[1, 2]]],
    build: (_, [x]) => (x as Value).l2Normalize(),
  },
];
