/** Trained model → verified, deployable ONNX folder. */
export { exportModel, labelsFile, type ExportOptions, type ExportResult } from "./export-model.ts";
export { freezeTransposes } from "./freeze.ts";
export { parityTolerance, verifyParity, type Parity } from "./verify-parity.ts";
