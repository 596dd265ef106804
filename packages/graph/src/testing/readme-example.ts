import { gradient, GraphBuilder, onnxruntimeEngine, type Value } from "@intentsmith/graph";

// The mean squared error of x·w, and its gradient: one graph.
const g = new GraphBuilder();
const x = g.input("x", "float32", ["rows", 2]);
const y = g.input("y", "float32", ["rows", 1]);
const w = g.input("w", "float32", [2, 1]);
const error = x.matMul(w).sub(y);
const loss = g.rename(error.mul(error).mean(), "loss");
const [slope] = gradient(g, loss, [w]) as [Value];
const session = await onnxruntimeEngine({ threads: 1 }).createSession(g.build([loss, g.rename(slope, "slope")]));

// y = 2·x₀ − x₁
const rows = Float32Array.of(1, 0, 0, 1, 1, 1, 2, 1);
const targets = Float32Array.of(2, -1, 1, 3);
const weights = new Float32Array(2);
for (let step = 0; step < 200; step++) {
  const outputs = await session.run({
    x: { dtype: "float32", shape: [4, 2], data: rows },
    y: { dtype: "float32", shape: [4, 1], data: targets },
    w: { dtype: "float32", shape: [2, 1], data: weights },
  });
  const slopes = outputs["slope"]?.data as Float32Array;
  weights.forEach((weight, i) => (weights[i] = weight - 0.2 * (slopes[i] as number)));
}
await session.release();
console.log(`learned: ${Array.from(weights, (weight) => weight.toFixed(3)).join(", ")}`);
