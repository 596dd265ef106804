/** Operators → Graph → gradient graph → ONNX bytes → engine session. */
export type { Engine, RunOptions, Session, Tensor } from "./engines/engine.ts";
export {
  onnxruntimeEngine,
  onnxruntimeVersion,
  openOnnxSession,
  type OnnxruntimeOptions,
} from "./engines/onnxruntime-engine.ts";
export { referenceEngine, type ErrorFunction } from "./engines/reference-engine.ts";
export { checkGradients, type GradientCheck } from "./gradient/check-gradients.ts";
export { gradient } from "./gradient/gradient.ts";
export type { DType, TypedData } from "./ir/dtype.ts";
export { GraphBuilder } from "./ir/graph-builder.ts";
export type { Constant, Graph, Node } from "./ir/graph.ts";
export type { Value } from "./ir/value.ts";
export { operators, type OperatorName } from "./ir/operators.ts";
export { printGraph } from "./ir/print.ts";
export type { Dimension, Shape } from "./ir/shape.ts";
export { writeModel, type WriteModelOptions } from "./onnx/write-model.ts";
export * from "./ops/elementwise.ts";
export * from "./ops/gather.ts";
export * from "./ops/matmul.ts";
export { maximum } from "./ops/maximum.ts";
export * from "./ops/movement.ts";
export * from "./ops/normalization.ts";
export * from "./ops/quantize.ts";
export * from "./ops/reduce.ts";
