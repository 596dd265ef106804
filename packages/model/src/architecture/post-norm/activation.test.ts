import { GraphBuilder, gradient, onnxruntimeEngine, referenceEngine } from "@intentsmith/graph";
import erf from "@stdlib/math-base-special-erf";
import { describe, expect, it } from "vitest";
import { readGolden } from "../../testing/tiny-bert.ts";
import type { Activation } from "../encoder-config.ts";
import { activate } from "./activation.ts";

const { activations } = readGolden<{ activations: Record<string, number[]> }>("tiny-xlm-roberta-forward.json");
const x = activations["x"] as number[];
const cases: [Activation, string][] = [
  ["gelu", "gelu"],
  ["geluTanh", "gelu_new"],
  ["relu", "relu"],
  ["silu", "silu"],
];

describe.each(cases)("%s", (activation, name) => {
  it.each([
    ["float64", referenceEngine(erf), 1e-12],
    ["float32", onnxruntimeEngine({ threads: 1 }), 2e-5],
  ])("has transformers' values in %s, and a finite slope however large the number", async (_, engine, tolerance) => {
    const g = new GraphBuilder();
    const input = g.input("x", "float32", [x.length]);
    const y = activate(activation, input);
    const [slope] = gradient(g, y.sum(), [input]);
    if (slope === undefined) throw new Error("no gradient");
    const session = await engine.createSession(g.build([y, slope]));
    const data = engine.name === "reference" ? Float64Array.from(x) : Float32Array.from(x);
    const outputs = await session.run({ x: { dtype: "float32", shape: [x.length], data: data as Float32Array } });
    const values = outputs[y.name]?.data as Float64Array;
    for (const [i, expected] of (activations[name] as number[]).entries()) {
      expect(Math.abs((values[i] as number) - expected), `${x[i]}`).toBeLessThanOrEqual(tolerance);
    }
    expect(Array.from(outputs[slope.name]?.data ?? [NaN], Number).every(Number.isFinite)).toBe(true);
    await session.release();
  });
});
