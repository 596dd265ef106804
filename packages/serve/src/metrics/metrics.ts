import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";
import type { TrafficWatch } from "../dashboard/traffic-watch.ts";
import type { BatchStatistics, Answer } from "../engine/messages.ts";
import { registerTraffic } from "./traffic-gauges.ts";

const buckets = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];

/** With more labels than this none is counted by name: each would be a series of its own. */
const mostLabels = 100;

export interface Metrics {
  registry: Registry;
  answered(answered: { route: string; status: number; ms: number; results: readonly Answer[] }): void;
  batch(batch: BatchStatistics): void;
  /** Where the gauges get their values when they are read. */
  observe(read: () => Observed): void;
}

/** What is read when somebody asks. */
export interface Observed {
  waitingRequests: number;
  crashes: number;
  store?:
    | { waitingRows: number; healthy: boolean; dropped: { full: number; duplicate: number; refused: number } }
    | undefined;
  traffic?: Pick<TrafficWatch, "windows" | "alarms" | "accuracy">;
}

/** What the service counts, for Prometheus: times in seconds, and no text, no key, no raw path among the labels. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "intentsmith_" });
  const shared = { registers: [registry] };
  const requests = new Counter({
    ...shared,
    name: "intentsmith_requests_total",
    help: "Requests answered",
    labelNames: ["route", "status"],
  });
  const duration = new Histogram({
    ...shared,
    name: "intentsmith_request_duration_seconds",
    help: "From the request's head to the answer's end",
    labelNames: ["route"],
    buckets,
  });
  const histogram = (name: string, help: string, bounds: number[]): Histogram =>
    new Histogram({ ...shared, name: `intentsmith_${name}`, help, buckets: bounds });
  const tokenize = histogram("tokenize_duration_seconds", "Tokenising what a batch holds", buckets);
  const infer = histogram("inference_duration_seconds", "One run of the encoder with its head", buckets);
  const batchTexts = histogram("batch_texts", "Texts in a batch", [1, 2, 4, 8, 16, 32, 64, 128]);
  const batchTokens = histogram(
    "batch_tokens",
    "Real tokens in a batch",
    [16, 32, 64, 128, 256, 512, 1024, 2048, 4096],
  );
  const labels = new Counter({
    ...shared,
    name: "intentsmith_labels_total",
    help: "Answers by label",
    labelNames: ["label"],
  });
  const seen = new Set<string>();
  let read = (): Observed => ({ waitingRequests: 0, crashes: 0 });
  const gauge = (name: string, help: string, value: () => number): void => {
    const made: Gauge = new Gauge({ ...shared, name: `intentsmith_${name}`, help, collect: () => made.set(value()) });
  };
  gauge("queue_requests", "Requests that wait or are being answered", () => read().waitingRequests);
  gauge("engine_crashes", "Engine processes that died or were killed since the start", () => read().crashes);
  gauge("store_waiting_rows", "Answers in memory that are not written yet", () => read().store?.waitingRows ?? 0);
  gauge("store_healthy", "1 while the database takes answers, or nothing is stored", () =>
    (read().store?.healthy ?? true) ? 1 : 0,
  );
  gauge("store_dropped_rows", "Answers that could not be stored since the start", () =>
    Object.values(read().store?.dropped ?? {}).reduce((sum, count) => sum + count, 0),
  );
  registerTraffic(registry, () => read().traffic);
  return {
    registry,
    answered({ route, status, ms, results }) {
      requests.inc({ route, status: `${Math.floor(status / 100)}xx` });
      duration.observe({ route }, ms / 1000);
      for (const { label } of results) {
        const name = label ?? "";
        if (seen.size < mostLabels) seen.add(name);
        labels.inc({ label: seen.has(name) ? name : "other" });
      }
    },
    batch(batch) {
      tokenize.observe(batch.tokenizeMs / 1000);
      infer.observe(batch.inferMs / 1000);
      batchTexts.observe(batch.texts);
      batchTokens.observe(batch.tokens);
    },
    observe(from) {
      read = from;
    },
  };
}
