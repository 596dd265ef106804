/** What of this package runs in a browser: tokenizer and exported graph → embeddings, given files and session. */
export { OnnxSentenceEncoder } from "./encode/onnx-sentence-encoder.ts";
export type { EncodedInputs, EncodedTexts, TextEncoder } from "./encode/text-encoder.ts";
export type { EncoderInput, TokenizedInput } from "./tokenizer/tokenized-input.ts";
export { Tokenizer } from "./tokenizer/tokenizer.ts";
export { parseSafetensors, type Weights } from "./weights/parse-safetensors.ts";
