// One point of a sweep, as a process of its own: random weights, random ids. Prints one JSON line.
//   {layers, threads, texts, labels, length | lengths: "cooking-like", steps}

import { SeededRandom } from "@intentsmith/core";
import { randomMiniLm } from "../shared/models.mjs";
import { median } from "../shared/spread.mjs";
import { createTrainer } from "../shared/training.mjs";

const settings = JSON.parse(process.argv[2]);
const { layers, threads, texts, labels, steps, warmUp = 1, keepMemory = false } = settings;
const random = new SeededRandom(7);
const vocabulary = 3500;
const ids = (length) =>
  Int32Array.from({ length }, (_, i) =>
    i === 0 ? 101 : i === length - 1 ? 102 : 1000 + Math.floor(random.next() * vocabulary),
  );

const model = randomMiniLm(layers);
const labelRows = Array.from({ length: labels }, () => ids(6));
const batches = Array.from({ length: settings.length === undefined ? 8 : 1 }, () =>
  Array.from({ length: texts }, () => ids(settings.length ?? raggedLength())),
);
const trainer = createTrainer({
  model,
  sequences: [...labelRows, ...batches.flat()],
  rate: 0.1,
  threads,
});
const results = [];
const memoryBytes = [];
for (let step = 0; step < warmUp + steps; step++) {
  const rows = [...batches[step % batches.length], ...labelRows];
  const result = await trainer.step(groupedBatch(), rows);
  if (step >= warmUp) results.push(result);
  memoryBytes.push(process.memoryUsage.rss());
}
await trainer.release();
const totalMs = median(results.map((result) => result.totalMs));
const tokenCount = median(results.map((result) => result.tokenCount));
console.log(
  JSON.stringify({
    ...settings,
    tokenCount,
    stepMs: totalMs,
    fastestMs: Math.min(...results.map((result) => result.totalMs)),
    slowestMs: Math.max(...results.map((result) => result.totalMs)),
    sessionMs: median(results.map((result) => result.sessionMs)),
    tokensPerSecond: (1000 * tokenCount) / totalMs,
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
    ...(keepMemory ? { memoryBytes } : {}),
  }),
);

/** Lengths as in the cooking half: most around 15, a tail up to 128 (20 on average). */
function raggedLength() {
  return Math.max(4, Math.min(128, Math.round(Math.exp(2.7 + 0.75 * random.normal()))));
}

/** Every text with every label; own labels in turn. */
function groupedBatch() {
  const pairs = Array.from({ length: texts * labels }, (_, pair) => pair);
  return {
    sequences: Int32Array.from({ length: texts + labels }, (_, i) => i),
    left: Int32Array.from(pairs, (pair) => Math.floor(pair / labels)),
    right: Int32Array.from(pairs, (pair) => texts + (pair % labels)),
    target: Float32Array.from(pairs, (pair) => (pair % labels === Math.floor(pair / labels) % labels ? 1 : 0)),
    examples: Int32Array.from({ length: texts }, (_, text) => text),
    texts: Int32Array.from({ length: texts }, (_, text) => text),
    labels: Int32Array.from({ length: texts }, (_, text) => text % labels),
  };
}
