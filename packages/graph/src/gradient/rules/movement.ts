import type { Value } from "../../ir/value.ts";
import { mul } from "../../ops/elementwise.ts";
import { matMul } from "../../ops/matmul.ts";
import { oneHotLike, scatterAddLike } from "../../ops/gather.ts";
import {
  padSequences,
  reshape,
  reshapeLike,
  squeeze,
  transpose,
  transposeLast,
  unpadSequences,
  unsqueeze,
} from "../../ops/movement.ts";
import type { Rule } from "./rule.ts";

export const movementRules = {
  // y = x, reshaped
  Reshape: ({ g, d, x }) => [reshapeLike(g, d, x(0))],
  ReshapeLike: ({ g, d, x }) => [reshapeLike(g, d, x(0))],
  // y = permuted x: the inverse permutation
  Transpose: ({ g, d, node }) => {
    const perm = node.attributes["perm"] as number[];
    return [
      transpose(
        g,
        d,
        perm.map((_, axis) => perm.indexOf(axis)),
      ),
    ];
  },
  Unsqueeze: ({ g, d, node }) => [squeeze(g, d, node.attributes["axes"] as number[])],
  Squeeze: ({ g, d, node }) => [unsqueeze(g, d, node.attributes["axes"] as number[])],
  // y = x repeated: the walk sums d over the repeated axes
  Expand: ({ d }) => [d],
  // y[i] = x[index[i]]: dx = onehot(index)ᵀ·d
  Gather: ({ g, d, x }) => {
    const data = x(0);
    const width = data.shape.slice(1).reduce<number>((product, size) => product * Number(size), 1);
    const rows = x(1).shape.length === 1 ? d : reshape(g, d, ["rows", width]);
    const index = x(1).shape.length === 1 ? x(1) : reshape(g, x(1), ["rows"]);
    return [matMul(g, transposeLast(g, oneHotLike(g, index, data)), rows)];
  },
  // y[p] = x[index[p]]: dx[n] = Σ_p d[p] where index[p] = n
  GatherElements: ({ g, d, x }) => [scatterAddLike(g, x(0), x(1), d)],
  // rows → padded parts and back are each other's gradient; padding receives none
  PadSequences: ({ g, node, ds }) => {
    const [, inverse, ...parts] = node.inputs;
    if (inverse === undefined) return [];
    const padded = ds.map((gradient, i) => gradient ?? mul(g, node.outputs[i] as Value, 0));
    return [unpadSequences(g, padded, { inverse, parts })];
  },
  UnpadSequences: ({ g, d, node }) => {
    const count = node.attributes["partCount"] as number;
    const [inverse, ...rest] = node.inputs;
    if (inverse === undefined) return [];
    const padded = padSequences(g, d, { inverse, parts: rest.slice(0, count) });
    return [undefined, ...rest.slice(0, count).map(() => undefined), ...padded];
  },
} as const satisfies Record<string, Rule>;
