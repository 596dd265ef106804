/** Tokenizer and exported graph → embeddings, without hub, weights and gradients: what a program that only predicts loads. */
export { bundleModelFile, OnnxSentenceEncoder } from "./encode/onnx-sentence-encoder.ts";
export type { EncodedInputs, EncodedTexts, TextEncoder } from "./encode/text-encoder.ts";
export { readTokenizer } from "./tokenizer/read-tokenizer.ts";
export type { EncoderInput, TokenizedInput } from "./tokenizer/tokenized-input.ts";
export { Tokenizer } from "./tokenizer/tokenizer.ts";
export { readSafetensors, type Weights } from "./weights/safetensors.ts";
