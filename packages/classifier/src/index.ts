/** Encoder + head + decision → IntentClassifier: texts → label, probability, abstention; the saved record; the reader of
 * exported folders. */
export { IntentClassifier, type LoadOptions } from "./classify/intent-classifier.ts";
export { TextClassifier, type Classification, type LabelScore } from "./classify/text-classifier.ts";
export type { ClassifyInput } from "./classify/arguments.ts";
export type { ClassifyOptions } from "./classify/classify-options.ts";
export { openModelFolder, type OpenedModel, type OpenOptions } from "./classify/open-model-folder.ts";
export {
  checkExportedFolder,
  isExportedFolder,
  manifestHashFile,
  openExportedFolder,
  readManifest,
} from "./exported/exported-folder.ts";
export { encodeEmbedding, goldenFile, readGolden, type Golden } from "./exported/golden.ts";
export { baselineFile, readBaseline, unknownShare, type Baseline } from "./exported/baseline.ts";
export { TrainingTexts, trainingTextsFile, trainingVectorsFile, type NearText } from "./exported/training-texts.ts";
export { openExportedEncoder } from "./exported/open-exported-encoder.ts";
export {
  manifestFile,
  modelFiles,
  precisions,
  type BundleFile,
  type Manifest,
  type ModelFile,
  type Precision,
} from "./exported/manifest.ts";
export { readTrainedModelRecord, trainedModelFile, type TrainedModelRecord } from "./record/trained-model-record.ts";
export { confidence, probabilities } from "./decision/confidence.ts";
export { abstainReason, type AbstainReason } from "./decision/decide.ts";
export { confidenceNames, type ConfidenceName, type Decision } from "./decision/decision-record.ts";
export { readReferenceTexts } from "./decision/read-reference-texts.ts";
export { ReferenceTexts, referenceTextsFile } from "./decision/reference-texts.ts";
export { dotProducts } from "./head/dot-products.ts";
export { ExamplesHead, meansOfNearest, type LabelledVectors } from "./head/examples-head.ts";
export type { Head } from "./head/head.ts";
export { headFeatures } from "./head/head-features.ts";
export { defaultTemperature, labelWordsHead, type HeadRecord } from "./head/head-record.ts";
export { LogisticHead } from "./head/logistic-head.ts";
export { createHead, headFile } from "./head/create-head.ts";
export { openHead } from "./head/open-head.ts";
export { VectorHead } from "./head/vector-head.ts";
export { answers, type Answer } from "./verify/check-golden.ts";
export { verifyExportedFolder, type Check } from "./verify/verify-exported-folder.ts";
