/** In a browser: an exported folder at an address → `IntentClassifier`. No module of Node's is behind this entry. */
export { IntentClassifier, type WebLoadOptions } from "./web/intent-classifier.ts";
export type { OnnxruntimeWeb } from "./web/web-session.ts";
export type { ClassifyInput } from "./classify/arguments.ts";
export type { ClassifyOptions } from "./classify/classify-options.ts";
export { TextClassifier, type Classification, type LabelScore } from "./classify/text-classifier.ts";
export type { AbstainReason } from "./decision/decide.ts";
export type { Precision } from "./exported/manifest.ts";
export type { TrainedModelRecord } from "./record/record-schema.ts";
