import { SeededRandom } from "@intentsmith/core";
import { describe, expect, it } from "vitest";
import type { Tensor } from "../engines/engine.ts";
import { onnxruntimeEngine, openOnnxSession } from "../engines/onnxruntime-engine.ts";
import { onnxruntimeOperators } from "../engines/onnxruntime-operators.ts";
import { gradient } from "../gradient/gradient.ts";
import { GraphBuilder } from "../ir/graph-builder.ts";
import type { Value } from "../ir/value.ts";
import { fusedMatMul } from "../ops/matmul.ts";
import { operatorCases } from "../testing/operator-cases.ts";
import { lowerNode } from "./lower-node.ts";
import { writeModel } from "./write-model.ts";

const context = { fresh: (hint: string) => hint, int64: () => "i", float32: () => "f" };

describe("the ONNX writer", () => {
  it("never emits ScatterND: its reduction races on two threads", () => {
    for (const { build, shapes } of operatorCases) {
      const g = new GraphBuilder();
      const inputs = (shapes[0] ?? []).map((shape, i) => g.input(`x${i}`, "float32", shape));
      const loss = build(g, inputs).sum();
      const { nodes } = g.build([loss, ...gradient(g, loss, inputs)]);
      expect(nodes.flatMap((node) => lowerNode(node, context)).map(({ op }) => op)).not.toContain("ScatterND");
    }
  });

  it("writes standard operators only, unless an engine brings its own", () => {
    for (const { build, shapes } of operatorCases) {
      const g = new GraphBuilder();
      const inputs = (shapes[0] ?? []).map((shape, i) => g.input(`x${i}`, "float32", shape));
      const loss = build(g, inputs).sum();
      const { nodes } = g.build([loss, ...gradient(g, loss, inputs)]);
      expect(nodes.flatMap((node) => lowerNode(node, context)).filter(({ domain }) => domain !== undefined)).toEqual(
        [],
      );
      const fused = nodes.flatMap((node) => lowerNode(node, context, onnxruntimeOperators));
      const wanted = nodes.filter(({ op }) => op === "FusedMatMul").length;
      expect(fused.filter(({ domain }) => domain === "com.microsoft").length).toBe(wanted);
    }
  });

  it.each([
    [false, false, 1],
    [true, false, 0.7],
    [false, true, 1],
    [true, true, -2],
  ])("a matrix product with transA %s, transB %s and alpha %s is the same in standard operators", async (...of) => {
    const [transA, transB, alpha] = of;
    const g = new GraphBuilder();
    const [a, b] = [transA ? [2, 4, 3] : [2, 3, 4], transB ? [2, 5, 4] : [2, 4, 5]];
    const product = fusedMatMul(g, g.input("a", "float32", a), g.input("b", "float32", b), { transA, transB, alpha });
    const graph = g.build([product]);
    const random = new SeededRandom("products");
    const filled = (shape: number[]): Tensor => ({
      dtype: "float32",
      shape,
      data: Float32Array.from({ length: shape.reduce((x, y) => x * y) }, () => random.normal()),
    });
    const feeds = { a: filled(a), b: filled(b) };
    const results: Tensor[] = [];
    for (const session of [
      await openOnnxSession(writeModel(graph), { threads: 1 }),
      await onnxruntimeEngine({ threads: 1 }).createSession(graph),
    ]) {
      results.push((await session.run(feeds))[product.name] as Tensor);
      await session.release();
    }
    const [standard, fused] = results as [Tensor, Tensor];
    expect(standard.shape).toEqual([2, 3, 5]);
    expect(fused.shape).toEqual(standard.shape);
    for (const [i, value] of (standard.data as Float32Array).entries())
      expect(value).toBeCloseTo(Number(fused.data[i]), 5);
  });

  it("writes the same bytes for the same graph", () => {
    const bytes = (): Uint8Array => {
      const g = new GraphBuilder();
      const x = g.input("x", "float32", ["T", 3]);
      return writeModel(g.build([g.op("Gelu", [x as Value]).sum()]), { metadata: { made: "here" } });
    };
    expect(Buffer.from(bytes()).equals(Buffer.from(bytes()))).toBe(true);
  });
});
