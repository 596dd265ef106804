import { SeededRandom } from "@intentsmith/core";
import erf from "@stdlib/math-base-special-erf";
import { describe, expect, it } from "vitest";
import { gradient } from "../gradient/gradient.ts";
import { GraphBuilder } from "../ir/graph-builder.ts";
import type { Value } from "../ir/value.ts";
import * as ops from "../index.ts";
import { operatorCases } from "../testing/operator-cases.ts";
import type { Tensor } from "./engine.ts";
import { onnxruntimeEngine } from "./onnxruntime-engine.ts";
import { referenceEngine } from "./reference-engine.ts";

const fast = onnxruntimeEngine({ threads: 1 });
const reference = referenceEngine(erf);

/** Runs both engines on the same graph and compares every output. */
async function compare(g: GraphBuilder, outputs: Value[], feeds: Record<string, Tensor>): Promise<void> {
  const graph = g.build(outputs);
  const session = await fast.createSession(graph);
  const [ours, oracle] = [await session.run(feeds), await (await reference.createSession(graph)).run(feeds)];
  await session.release();
  for (const { name } of outputs) {
    const [a, b] = [ours[name] as Tensor, oracle[name] as Tensor];
    expect(a.shape).toEqual(b.shape);
    for (let i = 0; i < b.data.length; i++) {
      const [x, y] = [Number(a.data[i]), Number(b.data[i])];
      expect(Math.abs(x - y), `${name}[${i}]: ${x} against ${y}`).toBeLessThanOrEqual(1e-5 + 1e-5 * Math.abs(y));
    }
  }
}

const size = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

describe("onnxruntime against the float64 reference", () => {
  it.each(operatorCases.map((operatorCase) => [operatorCase.name, operatorCase] as const))(
    "%s: value and gradients agree",
    async (_, { shapes, build, prepare = (value: number) => value }) => {
      for (const inputShapes of shapes) {
        const random = new SeededRandom("agreement");
        const g = new GraphBuilder();
        const inputs = inputShapes.map((shape, i) => g.input(`x${i}`, "float32", shape));
        const output = build(g, inputs);
        const loss = ops.reduceSum(g, ops.mul(g, output, output));
        const feeds = Object.fromEntries(
          inputShapes.map((shape, i): [string, Tensor] => [
            `x${i}`,
            {
              dtype: "float32",
              shape,
              data: Float32Array.from({ length: size(shape) }, () => prepare(random.normal(), i)),
            },
          ]),
        );
        await compare(g, [output, loss, ...gradient(g, loss, inputs)], feeds);
      }
    },
  );

  it("agrees on comparisons, casts and one-hot rows", async () => {
    const g = new GraphBuilder();
    const [a, b] = [g.input("a", "float32", [2, 3]), g.input("b", "float32", [3])];
    const indices = g.input("i", "int64", [2]);
    const both = ops.and(g, ops.less(g, a, b), ops.not(g, ops.greater(g, a, 0)));
    const outputs = [
      ops.cast(g, both, "float32"),
      ops.cast(g, ops.equal(g, a, b), "float32"),
      ops.sign(g, a),
      ops.oneHotLike(g, indices, b),
      ops.concat(g, [a, a], 1),
    ];
    await compare(g, outputs, {
      a: { dtype: "float32", shape: [2, 3], data: Float32Array.of(-1, 0, 2, 3, -4, 5) },
      b: { dtype: "float32", shape: [3], data: Float32Array.of(0, 0, 5) },
      i: { dtype: "int64", shape: [2], data: BigInt64Array.of(2n, 0n) },
    });
  });

  it("writes outputs into the buffers it is given", async () => {
    const g = new GraphBuilder();
    const x = g.input("x", "float32", ["T"]);
    const y = ops.mul(g, x, 2);
    const session = await fast.createSession(g.build([y]));
    const buffer: Tensor = { dtype: "float32", shape: [3], data: new Float32Array(3) };
    const result = await session.run(
      { x: { dtype: "float32", shape: [3], data: Float32Array.of(1, 2, 3) } },
      { into: { [y.name]: buffer } },
    );
    expect(result[y.name]).toBe(buffer);
    expect([...buffer.data]).toEqual([2, 4, 6]);
  });
});
