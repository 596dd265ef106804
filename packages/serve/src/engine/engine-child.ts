/**
 * The process that classifies: one model version, from its first message to its last. The service starts it with
 * `fork(this file, [JSON of EngineOptions])` and ends it over the channel, or with SIGKILL.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { IntentClassifier, isExportedFolder, manifestFile, trainedModelFile } from "@intentsmith/classifier";
import { IntentsmithError, messageOf, readInputFile, sha256 } from "@intentsmith/core";
import type { EngineOptions } from "./engine-options.ts";
import type { Answer, FromEngine, ModelInfo, ToEngine } from "./messages.ts";
import { monotonicMs } from "./monotonic.ts";
import { TokenBatcher } from "./token-batcher.ts";

const options = JSON.parse(process.argv[2] ?? "{}") as EngineOptions;

// A signal to the whole process group must not take the engine away from a service that still drains.
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => {});
// The service is gone, however it ended: nobody waits any more.
process.on("disconnect", () => process.exit(0));

function send(message: FromEngine): void {
  if (process.connected) process.send?.(message);
}

function describeFolder(classifier: IntentClassifier): ModelInfo {
  const exported = isExportedFolder(options.folder);
  const manifest = join(options.folder, manifestFile);
  const path = exported && existsSync(manifest) ? manifest : join(options.folder, trainedModelFile);
  return {
    version: sha256(readInputFile(path, "the model's manifest")).slice(0, 12),
    labels: classifier.labels.map(({ name }) => name),
    maxSequenceLength: classifier.record.maxSequenceLength,
    exported,
  };
}

function serve(classifier: IntentClassifier): void {
  const budget = Math.max(options.maxBatchTokens, classifier.record.maxSequenceLength);
  const batcher = new TokenBatcher(budget, (texts) => classifier.countTokens(texts));
  let tokenizeMs = 0;
  let scheduled = false;

  const runBatch = async (): Promise<void> => {
    const batch = batcher.next(monotonicMs());
    if (batch.length === 0) {
      scheduled = false;
      send({ type: "idle" });
      return;
    }
    const top = Math.max(...batch.map(({ job }) => job.top));
    const started = performance.now();
    try {
      const found = await classifier.classify(
        batch.map(({ text }) => text),
        { top },
      );
      const answers = found.map(({ text: _, top, ...rest }, i): Answer => ({
        ...rest,
        top: top.slice(0, batch[i]?.job.top),
      }));
      const sum = (of: (entry: (typeof batch)[number]) => number): number =>
        batch.reduce((all, one) => all + of(one), 0);
      const statistics = {
        texts: batch.length,
        tokens: sum(({ tokens }) => tokens),
        characters: sum(({ text }) => text.length),
        tokenizeMs,
        inferMs: performance.now() - started,
      };
      tokenizeMs = 0;
      send({ type: "answers", answers: batcher.finish(batch, answers), batch: statistics });
    } catch (error) {
      const ids = [...new Set(batch.map(({ job }) => job.id))];
      for (const id of ids) batcher.cancel(id);
      send({ type: "failed", ids, message: messageOf(error) });
    }
    // Lets the messages in that came while the encoder ran.
    setImmediate(() => void runBatch());
  };

  process.on("message", (message: ToEngine) => {
    if (message.type === "cancel") batcher.cancel(message.id);
    if (message.type === "stop") void classifier.release().then(() => process.exit(0));
    if (message.type !== "classify") return;
    const started = performance.now();
    batcher.add(message);
    tokenizeMs += performance.now() - started;
    if (scheduled) return;
    scheduled = true;
    setImmediate(() => void runBatch());
  });
}

try {
  const classifier = await IntentClassifier.load(options.folder, { threads: options.threads });
  // The first run allocates: better now than in somebody's request.
  await classifier.classify(classifier.labels.slice(0, 3).map(({ words }) => words));
  serve(classifier);
  send({ type: "ready", model: describeFolder(classifier) });
} catch (error) {
  const known = error instanceof IntentsmithError ? error : undefined;
  send({ type: "unusable", code: known?.code ?? "INTERNAL", message: messageOf(error), hint: known?.hint });
  process.disconnect();
}
