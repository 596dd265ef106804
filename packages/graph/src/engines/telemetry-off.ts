// Imported before onnxruntime-node, for its effect: the official binaries for Linux and macOS collect usage data, write
// them below the home and send them to their maker unless this variable is set when the library is loaded.
import { isMainThread } from "node:worker_threads";

const variable = "ORT_DISABLE_TELEMETRY";

if (process.env[variable] === undefined) {
  if (isMainThread) process.env[variable] = "1";
  else {
    // A worker's process.env is a copy that native code does not see
    process.emitWarning(
      `onnxruntime's telemetry cannot be switched off from a worker thread: set ${variable}=1 in the environment, or import @intentsmith/graph (or a package that uses it) in the main thread first.`,
      { code: "INTENTSMITH_TELEMETRY" },
    );
  }
}
