import type { EngineOperators } from "../onnx/lower-node.ts";

/** Operators of onnxruntime's own (domain com.microsoft) that its ordinary build has on the CPU. */
export const onnxruntimeOperators: EngineOperators = {
  FusedMatMul: ({ inputs, outputs, attributes }) => [
    {
      op: "FusedMatMul",
      domain: "com.microsoft",
      inputs: inputs.map(({ name }) => name),
      outputs: outputs.map(({ name }) => name),
      attributes: {
        transA: { int: attributes["transA"] as number },
        transB: { int: attributes["transB"] as number },
        alpha: { float: attributes["alpha"] as number },
      },
    },
  ],
};
