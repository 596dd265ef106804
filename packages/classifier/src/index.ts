/** Encoder + labels → IntentClassifier: texts → label and score; the saved record; the reader of exported folders. */
export {
  IntentClassifier,
  type Classification,
  type LabelScore,
  type LoadOptions,
} from "./classify/intent-classifier.ts";
export type { ClassifyOptions } from "./classify/classify-options.ts";
export { openModelFolder, type OpenOptions } from "./classify/open-model-folder.ts";
export { isExportedFolder, openExportedFolder, readManifest } from "./exported/exported-folder.ts";
export { manifestFile, type BundleFile, type Manifest } from "./exported/manifest.ts";
export { readTrainedModelRecord, trainedModelFile, type TrainedModelRecord } from "./record/trained-model-record.ts";
