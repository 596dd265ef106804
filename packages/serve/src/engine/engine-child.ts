/**
 * The process that classifies: one model version, from its first message to its last. The service starts it with
 * `fork(this file, [JSON of EngineOptions])` and ends it over the channel, or with SIGKILL.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  IntentClassifier,
  isExportedFolder,
  manifestFile,
  readBaseline,
  readGolden,
  trainedModelFile,
} from "@intentsmith/classifier";
import { IntentsmithError, messageOf, readInputFile, sha256 } from "@intentsmith/core";
import { charactersOf } from "../contract/conversation.ts";
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

async function describeFolder(classifier: IntentClassifier): Promise<ModelInfo> {
  const exported = isExportedFolder(options.folder);
  const manifest = join(options.folder, manifestFile);
  const path = exported && existsSync(manifest) ? manifest : join(options.folder, trainedModelFile);
  return {
    version: sha256(readInputFile(path, "the model's manifest")).slice(0, 12),
    labels: classifier.labels.map(({ name }) => name),
    maxSequenceLength: classifier.record.maxSequenceLength,
    exported,
    context: classifier.record.context,
    threshold: thresholdOf(classifier.record.decision),
    baseline: readBaseline(options.folder),
    golden: await runGolden(classifier),
  };
}

function thresholdOf(decision: IntentClassifier["record"]["decision"]): ModelInfo["threshold"] {
  const least = decision?.threshold ?? null;
  return decision === undefined || least === null ? null : { by: decision.by, least };
}

/** Before anybody waits: these texts run one by one. */
async function runGolden(classifier: IntentClassifier): Promise<ModelInfo["golden"]> {
  const golden = readGolden(options.folder);
  if (golden === undefined) return undefined;
  const faults = (await classifier.checkGolden(golden)).flatMap(([first]) => (first === undefined ? [] : [first]));
  return { cases: golden.cases.length, faults };
}

function serve(classifier: IntentClassifier): void {
  const budget = Math.max(options.maxBatchTokens, classifier.record.maxSequenceLength);
  const batcher = new TokenBatcher(budget, (texts) =>
    classifier.inspect(texts).map(({ ids, unknownTokens }) => ({ tokens: ids.length, unknownTokens })),
  );
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
    const nearest = Math.max(...batch.map(({ job }) => job.nearest));
    const started = performance.now();
    try {
      const found = await classifier.classify(
        batch.map(({ text }) => text),
        { top, nearest },
      );
      const answers = found.map(({ text: _, top, nearest, ...rest }, i): Answer => {
        const { job, tokens, unknownTokens } = batch[i] as (typeof batch)[number];
        const answer = { ...rest, top: top.slice(0, job.top), tokens, unknownTokens };
        return job.nearest === 0 || nearest === undefined
          ? answer
          : { ...answer, nearest: nearest.slice(0, job.nearest) };
      });
      const sum = (of: (entry: (typeof batch)[number]) => number): number =>
        batch.reduce((all, one) => all + of(one), 0);
      const statistics = {
        texts: batch.length,
        tokens: sum(({ tokens }) => tokens),
        characters: sum(({ text }) => charactersOf(text)),
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
  const model = await describeFolder(classifier);
  serve(classifier);
  send({ type: "ready", model });
} catch (error) {
  const known = error instanceof IntentsmithError ? error : undefined;
  send({ type: "unusable", code: known?.code ?? "INTERNAL", message: messageOf(error), hint: known?.hint });
  process.disconnect();
}
