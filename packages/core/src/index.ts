/** Errors with codes, strict config loading, seeded randomness, atomic files, locks and logging. */
export { checkArguments, expected, type ArgumentCheck } from "./check-arguments.ts";
export { applySettings, parseConfig, readYamlFile } from "./config.ts";
export {
  modelTurns,
  turnsInView,
  type ContextConfig,
  type HeadContext,
  type ModelInput,
  type Spoken,
  type Turn,
} from "./conversation.ts";
export { durationSeconds } from "./duration.ts";
export { parseJson } from "./parse-json.ts";
export { parseRecord } from "./parse-record.ts";
export { errorCodes, type ErrorCode, type ExitCode } from "./error-codes.ts";
export {
  beginFileAtomic,
  readInputFile,
  readJsonFile,
  refuseExisting,
  sha256,
  syncDirectory,
  writeAndSync,
  writeDirectoryAtomic,
  writeFailed,
  writeFileAtomic,
  type PendingFile,
} from "./files.ts";
export { IntentsmithError, messageOf, systemErrorCode, type IntentsmithErrorOptions } from "./intentsmith-error.ts";
export { float16BitsToFloat32, float32ToFloat16Bits } from "./float16.ts";
export { createLogger, silentLogger, type Logger } from "./logger.ts";
export { nearestName } from "./nearest-name.ts";
export { printable, printableLines } from "./printable.ts";
export type { LockHolder } from "./lock-holder.ts";
export { takeProcessLock, type ProcessLock } from "./process-lock.ts";
export { parsePythonNumber, pythonNumber } from "./python-number.ts";
export { isSecretName, redact, redactUrl } from "./redact.ts";
export { SeededRandom, type RandomState } from "./seeded-random.ts";
export { isFormula, spreadsheetCell } from "./spreadsheet-cell.ts";
export { textTable, withCommas } from "./text-table.ts";
export { checkValue, type ValueFault } from "./value-fault.ts";

export { formatYaml, parseYaml, prototypeName } from "./yaml.ts";
