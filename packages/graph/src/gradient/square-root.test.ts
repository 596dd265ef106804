import erf from "@stdlib/math-base-special-erf";
import { expect, test } from "vitest";
import { onnxruntimeEngine } from "../engines/onnxruntime-engine.ts";
import { referenceEngine } from "../engines/reference-engine.ts";
import { GraphBuilder } from "../ir/graph-builder.ts";
import { gradient } from "./gradient.ts";

const engines = [referenceEngine(erf), onnxruntimeEngine({ threads: 1 })].map(
  (engine) => [engine.name, engine] as const,
);

test.each(engines)("%s: d√x/dx is 1/(2√x), and 0 at 0, where the slope is infinite", async (_, engine) => {
  const g = new GraphBuilder();
  const x = g.input("x", "float32", [3]);
  const loss = x.sqrt().sum();
  const [dx] = gradient(g, loss, [x]);
  const session = await engine.createSession(g.build([dx as NonNullable<typeof dx>]));
  const { [dx?.name ?? ""]: result } = await session.run({
    x: { dtype: "float32", shape: [3], data: Float32Array.of(0, 4, 0.25) },
  });
  expect(Array.from(result?.data ?? [], Number)).toEqual([0, 0.25, 1]);
  await session.release();
});

test.each(engines)("%s: the norm of a zero vector pulls nowhere: its gradient is 0, not NaN", async (_, engine) => {
  const g = new GraphBuilder();
  const x = g.input("x", "float32", [2, 2]);
  const norms = x.mul(x).sum([1]).sqrt();
  const [dx] = gradient(g, norms.sum(), [x]);
  const session = await engine.createSession(g.build([dx as NonNullable<typeof dx>]));
  const { [dx?.name ?? ""]: result } = await session.run({
    x: { dtype: "float32", shape: [2, 2], data: Float32Array.of(0, 0, 3, 4) },
  });
  const [a, b, c, d] = Array.from(result?.data ?? [], Number) as [number, number, number, number];
  expect([a, b]).toEqual([0, 0]);
  expect(c).toBeCloseTo(0.6, 6);
  expect(d).toBeCloseTo(0.8, 6);
  await session.release();
});
