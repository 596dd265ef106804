/** Entry of the uploader's thread: reads the run folder, talks to the server, and never holds up training. */
import { parentPort, workerData } from "node:worker_threads";
import { uploadRun } from "./run-upload.ts";
import { Transport } from "../api/transport.ts";
import { runEnded, type WorkerMessage, type WorkerStart } from "./worker-messages.ts";

const { run, settings, pace, stopFlag } = workerData as WorkerStart;
const stop = new Int32Array(stopFlag);
const post = (message: WorkerMessage): void => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a window
  parentPort?.postMessage(message);
};
const transport = new Transport(settings, { onRetry: (reason) => post({ kind: "retry", reason }) });

let ended = false;
parentPort?.on("message", (message) => {
  if (message !== runEnded) return;
  ended = true;
  transport.hurry();
});

const outcome = await uploadRun(run, settings, transport, pace, {
  isEnded: () => ended,
  intervalMs: pace.intervalMs,
  heartbeatMs: pace.heartbeatMs,
  onUrl: (url) => post({ kind: "url", url }),
  onStop: () => Atomics.store(stop, 0, 1),
});
await transport.close();
post({ kind: "done", outcome });
parentPort?.close();
