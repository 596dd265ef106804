/** Trained model → verified, deployable ONNX folder. */
export { exportModel } from "./export-model.ts";
export type { ExportOptions, ExportResult, FileReport } from "./export-options.ts";
export type { LabelledText } from "./folder/labelled-text.ts";
export { parityTolerances, type Parity } from "./verify/verify-parity.ts";
export { pushFolder } from "./push/push-folder.ts";
export { parsePushTarget } from "./push/push-target.ts";
export type { Pushed, PushOptions } from "./push/push-to-store.ts";
export type { Speed } from "./verify/measure-speed.ts";
