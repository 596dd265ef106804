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
        const loss = output.mul(output).sum();
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

  it("agrees on comparisons, casts, one-hot rows and largest numbers", async () => {
    const g = new GraphBuilder();
    const [a, b] = [g.input("a", "float32", [2, 3]), g.input("b", "float32", [3])];
    const indices = g.input("i", "int64", [2]);
    const both = a.less(b).and(a.greater(0).not());
    const outputs = [
      both.cast("float32"),
      a.equal(b).cast("float32"),
      a.sign(),
      ops.oneHotLike(g, indices, b),
      ops.concat(g, [a, a], 1),
      ops.topK(g, a, 2),
    ];
    await compare(g, outputs, {
      a: { dtype: "float32", shape: [2, 3], data: Float32Array.of(-1, 0, 2, 3, -4, 5) },
      b: { dtype: "float32", shape: [3], data: Float32Array.of(0, 0, 5) },
      i: { dtype: "int64", shape: [2], data: BigInt64Array.of(2n, 0n) },
    });
  });

  it("quantises while running and multiplies integers", async () => {
    const random = new SeededRandom("integers");
    const g = new GraphBuilder();
    const x = g.input("x", "float32", ["B", 3, 8]);
    const weight = g.constant(
      Int8Array.from({ length: 40 }, (_, i) => ((i * 37) % 255) - 127),
      [8, 5],
      "int8",
    );
    const activation = ops.dynamicQuantizeLinear(g, x);
    const product = ops.matMulInteger(g, activation, weight);
    const bytes = activation.quantized.cast("float32");
    await compare(g, [product, bytes, activation.scale], {
      x: { dtype: "float32", shape: [2, 3, 8], data: Float32Array.from({ length: 48 }, () => random.normal()) },
    });
  });

  it("quantises as the example of ONNX's specification", async () => {
    const g = new GraphBuilder();
    const { quantized, scale, zeroPoint } = ops.dynamicQuantizeLinear(g, g.input("x", "float32", [6]));
    const graph = g.build([quantized, scale, zeroPoint]);
    const feeds: Record<string, Tensor> = {
      x: { dtype: "float32", shape: [6], data: Float32Array.of(0, 2, -3, -2.5, 1.34, 0.5) },
    };
    for (const engine of [fast, reference]) {
      const session = await engine.createSession(graph);
      const found = await session.run(feeds);
      expect([...(found[quantized.name]?.data ?? [])]).toEqual([153, 255, 0, 26, 221, 179]);
      expect(Number(found[scale.name]?.data[0])).toBeCloseTo(0.0196078438, 9);
      expect(Number(found[zeroPoint.name]?.data[0])).toBe(153);
      await session.release();
    }
  });

  it("reads float16 constants as the nearest float16", async () => {
    const g = new GraphBuilder();
    const numbers = Float32Array.of(1 / 3, -2.5, 65504, 2 ** -24);
    const y = g
      .constant(numbers, [4], "float16")
      .cast("float32")
      .mul(g.input("x", "float32", [1]));
    const session = await fast.createSession(g.build([y]));
    const found = await session.run({ x: { dtype: "float32", shape: [1], data: Float32Array.of(1) } });
    expect([...(found[y.name]?.data ?? [])]).toEqual([0.333251953125, -2.5, 65504, 2 ** -24]);
    await session.release();
  });

  it("writes outputs into the buffers it is given", async () => {
    const g = new GraphBuilder();
    const x = g.input("x", "float32", ["T"]);
    const y = x.mul(2);
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
