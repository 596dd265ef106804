import { gemm, GraphBuilder, openOnnxSession, writeModel } from "@intentsmith/graph";

/**
 * The products of one layer's four linear layers and nothing else: forward, gradient of the input, gradient of the
 * weight, in one graph. `kind` "gemm": with the transposes of a training step; "matMul": none, the operand order that
 * the library likes best. Running it N times does the arithmetic of the linear layers of a step.
 */
export async function plainProducts({ hiddenSize: H, feedForwardSize: F, layerCount }, kind, threads) {
  const shapes = [
    [H, 3 * H],
    [H, H],
    [H, F],
    [F, H],
  ];
  const g = new GraphBuilder();
  const outputs = shapes.flatMap(([into, out], i) =>
    products(into, out).map(({ left, right, transA, transB }, j) => {
      const a = g.input(`a${i}${j}`, "float32", transA && kind === "gemm" ? left.toReversed() : left);
      const b = g.input(`b${i}${j}`, "float32", transB && kind === "gemm" ? right.toReversed() : right);
      const y = kind === "gemm" ? gemm(g, a, b, undefined, { transA, transB }) : a.matMul(b);
      return g.rename(y, `y${i}${j}`);
    }),
  );
  const graph = g.build(outputs);
  const session = await openOnnxSession(writeModel(graph), { threads });
  const memory = new Map();
  const tensor = (name, shape, tokens) => {
    const sizes = shape.map((size) => (typeof size === "number" ? size : tokens));
    const length = sizes.reduce((product, size) => product * size, 1);
    let data = memory.get(name);
    if (data === undefined || data.length < length) {
      data = Float32Array.from({ length: Math.ceil(length * 1.3) }, () => Math.random() - 0.5);
      memory.set(name, data);
    }
    return { dtype: "float32", shape: sizes, data: data.subarray(0, length) };
  };
  const all = (values, tokens) =>
    Object.fromEntries(values.map(({ name, shape }) => [name, tensor(name, shape, tokens)]));
  return {
    /** Milliseconds for all layers at T tokens, outputs preallocated. */
    async run(tokens) {
      const feeds = all(graph.inputs, tokens);
      const into = all(graph.outputs, tokens);
      const begun = performance.now();
      for (let layer = 0; layer < layerCount; layer++) await session.run(feeds, { into });
      return performance.now() - begun;
    },
    release: () => session.release(),
  };
}

/** y = x·Wᵀ, dx = dy·W, dW = dyᵀ·x as left × right after transposes. */
function products(into, out) {
  return [
    { left: ["T", into], right: [into, out], transA: false, transB: true },
    { left: ["T", out], right: [out, into], transA: false, transB: false },
    { left: [out, "T"], right: ["T", into], transA: true, transB: false },
  ];
}
