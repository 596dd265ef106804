/** Trained model → verified, deployable ONNX folder. */
export { exportModel, labelsFile } from "./export-model.ts";
export type { ExportOptions, ExportResult, FileReport } from "./export-options.ts";
export type { LabelledText } from "./folder/labelled-text.ts";
export { freezeTransposes } from "./graph/freeze.ts";
export { quantizeDynamic } from "./graph/quantize-dynamic.ts";
export { parityTolerances, verifyParity, type Parity } from "./verify/verify-parity.ts";
export { pushFolder } from "./push/push-folder.ts";
export { parsePushTarget } from "./push/push-target.ts";
export type { Pushed, PushOptions } from "./push/push-to-store.ts";
export type { Speed } from "./verify/measure-speed.ts";
