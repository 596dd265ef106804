export {
  biEncoder,
  inputParameters,
  packedInferenceGraph,
  packedLowerGraph,
  paddedInferenceGraph,
  type BiEncoderShape,
  type BiEncoderValues,
} from "./bi-encoder.ts";
export { bertEncoder, encoderLayer, type FrozenPart } from "./bert/encoder.ts";
export type { Dropout, DropoutPlace, Layout, ParameterSource } from "./bert/layout.ts";
export { packedLayout } from "./bert/packed-layout.ts";
export { paddedLayout } from "./bert/padded-layout.ts";
export { packedFeeds, packSequences, type PackedBatch } from "./packing.ts";
export {
  denseParameters,
  ParameterArena,
  positionTable,
  typeTable,
  wordTable,
  type Floats,
  type ParameterSpec,
} from "./parameters.ts";
export { SentenceEncoder, type EncodedTexts, type SentenceEncoderOptions } from "./sentence-encoder.ts";
export { IntentClassifier, type Classification, type LabelScore } from "./intent-classifier.ts";
export { bundleModelFile, OnnxSentenceEncoder } from "./onnx-sentence-encoder.ts";
export { readTrainedModelRecord, trainedModelFile, type TrainedModelRecord } from "./trained-model-record.ts";
export { bertConfigJson, parseBertConfig, type BertConfig } from "./bert/bert-config.ts";
export { loadModel, type Pooling, type SentenceModel } from "./load-model.ts";
export { randomModel, type RandomModelOptions } from "./random-model.ts";
export {
  encodeSafetensors,
  readSafetensors,
  writeSafetensors,
  type SafetensorsFile,
  type SafetensorsTensor,
  type WeightTensor,
  type WriteSafetensorsOptions,
} from "./safetensors.ts";
export { float16BitsToFloat32, float32ToFloat16Bits } from "./safetensors-dtype.ts";
export { saveModel, writeModelFiles, type SaveModelOptions } from "./save-model.ts";
export { Tokenizer } from "./tokenizer.ts";
export { encoderWeightShapes, type Weights } from "./weight-names.ts";
export { pruneVocabulary, type PruneVocabularyOptions } from "./prune-vocabulary.ts";
export { downloadModel, type HubOptions } from "./hub.ts";
export { resolveBase, shippedEncoders } from "./resolve-base.ts";
