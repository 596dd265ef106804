/** An ONNX file → engine session, without gradients: what a program that only predicts loads. */
export type { Engine, RunOptions, Session, Tensor } from "./engines/engine.ts";
export { openOnnxSession, type OnnxruntimeOptions } from "./engines/onnxruntime-engine.ts";
