export {
  biEncoder,
  embeddingWidth,
  inputParameters,
  packedInferenceGraph,
  packedLowerGraph,
  paddedInferenceGraph,
  type BiEncoderShape,
  type BiEncoderValues,
} from "./bi-encoder/bi-encoder.ts";
export type { Architecture, EncoderValues, FrozenPart, TableNames } from "./architecture/architecture.ts";
export type { EncoderConfig, FamilyName } from "./architecture/encoder-config.ts";
export { architectureOf } from "./architecture/families/families.ts";
export type { Dropout, DropoutPlace, Layout, ParameterSource, Pooling } from "./architecture/layout.ts";
export { packedLayout } from "./architecture/packed-layout.ts";
export { paddedLayout } from "./architecture/padded-layout.ts";
export { packedFeeds, packSequences, type PackedBatch } from "./packing/packing.ts";
export { ParameterArena, type Floats, type ParameterSpec } from "./weights/parameter-arena.ts";
export { SentenceEncoder, type SentenceEncoderOptions } from "./encode/sentence-encoder.ts";
export type { EncodedInputs, EncodedTexts, TextEncoder } from "./encode/text-encoder.ts";
export { bundleModelFile, OnnxSentenceEncoder } from "./encode/onnx-sentence-encoder.ts";
export { loadModel, loadTokenizer, type LoadedTokenizer } from "./folder/load-model.ts";
export type { SentenceModel } from "./folder/sentence-model.ts";
export type { SentenceSettings } from "./folder/sentence-settings.ts";
export { withPrompt } from "./folder/with-prompt.ts";
export { randomModel, type RandomModelOptions } from "./make/random-model.ts";
export {
  encodeSafetensors,
  readSafetensors,
  writeSafetensors,
  type SafetensorsFile,
  type SafetensorsTensor,
  type Weights,
  type WeightTensor,
  type WriteSafetensorsOptions,
} from "./weights/safetensors.ts";
export { saveModel, sentenceTransformersFiles, type SaveModelOptions } from "./folder/save-model.ts";
export type { EncoderInput, TokenizedInput } from "./tokenizer/tokenized-input.ts";
export { readTokenizer } from "./tokenizer/read-tokenizer.ts";
export { Tokenizer } from "./tokenizer/tokenizer.ts";
export { cutPositions } from "./make/cut-positions.ts";
export { pruneVocabulary, type PruneVocabularyOptions } from "./make/prune-vocabulary.ts";
export type { HubOptions } from "./hub/hub.ts";
export { resolveBase, shippedEncoders } from "./hub/resolve-base.ts";
