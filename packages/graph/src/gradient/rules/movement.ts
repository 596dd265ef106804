import type { Value } from "../../ir/value.ts";
import { gather, oneHotLike, scatterAddLike } from "../../ops/gather.ts";
import { padSequences, unpadSequences } from "../../ops/movement.ts";
import type { Rule } from "./rule.ts";

export const movementRules = {
  // y = x, reshaped
  Reshape: ({ d, x }) => [d.reshapeLike(x(0))],
  ReshapeLike: ({ d, x }) => [d.reshapeLike(x(0))],
  // y = permuted x: the inverse permutation
  Transpose: ({ d, node }) => {
    const perm = node.attributes["perm"] as number[];
    return [d.transpose(perm.map((_, axis) => perm.indexOf(axis)))];
  },
  Unsqueeze: ({ d, node }) => [d.squeeze(node.attributes["axes"] as number[])],
  Squeeze: ({ d, node }) => [d.unsqueeze(node.attributes["axes"] as number[])],
  // y = x repeated: the walk sums d over the repeated axes
  Expand: ({ d }) => [d],
  // y[i] = x[index[i]]: dx = onehot(index)ᵀ·d
  Gather: ({ g, d, x }) => {
    const data = x(0);
    const width = data.shape.slice(1).reduce<number>((product, size) => product * Number(size), 1);
    const rows = x(1).shape.length === 1 ? d : d.reshape(["rows", width]);
    const index = x(1).shape.length === 1 ? x(1) : x(1).reshape(["rows"]);
    return [oneHotLike(g, index, data).transposeLast().matMul(rows)];
  },
  // y[p] = x[index[p]]: dx[n] = Σ_p d[p] where index[p] = n
  GatherElements: ({ g, d, x }) => [scatterAddLike(g, x(0), x(1), d)],
  // y = x₀, x₁, … end to end: each gets its part of d back, picked along the axis, whose sizes are numbers
  Concat: ({ g, d, node }) => {
    const axis = node.attributes["axis"] as number;
    const axes = Array.from(d.shape.keys());
    const toFront = [axis, ...axes.filter((other) => other !== axis)];
    const back = axes.map((other) => toFront.indexOf(other));
    const slices = d.transpose(toFront);
    let start = 0;
    return node.inputs.map(({ shape }) => {
      const length = Number(shape[axis]);
      const places = BigInt64Array.from({ length }, (_, i) => BigInt(start + i));
      start += length;
      return gather(g, slices, g.constant(places, [length], "int64")).transpose(back);
    });
  },
  // rows → padded parts and back are each other's gradient; padding receives none
  PadSequences: ({ g, node, ds }) => {
    const [, inverse, ...parts] = node.inputs;
    if (inverse === undefined) return [];
    const padded = ds.map((gradient, i) => gradient ?? (node.outputs[i] as Value).mul(0));
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
