// One ONNX file in a process of its own: accuracy, distance to float32, latency of a text alone, texts/s in batches of 32.

import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openExportedEncoder, openHead, readTrainedModelRecord } from "@intentsmith/classifier";

const { folder, file, threads, texts, labels, reference, repeats } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const record = readTrainedModelRecord(folder);
const encoder = await openExportedEncoder(folder, record.maxSequenceLength, { threads, file });

const embeddings = await encoder.encode(texts);
const { data, width } = embeddings;
if (!existsSync(reference)) writeFileSync(reference, data);
const float32 = new Float32Array(new Uint8Array(readFileSync(reference)).buffer);
const cosines = texts.map((_, i) => {
  let product = 0;
  for (let j = i * width; j < (i + 1) * width; j++) product += data[j] * float32[j];
  return product;
});

const head = await openHead(folder, record, encoder);
const scores = head.scores(embeddings);
const C = record.labels.length;
const predicted = texts.map((_, i) => {
  const row = scores.subarray(i * C, (i + 1) * C);
  return row.indexOf(row.reduce((a, b) => Math.max(a, b), -Infinity));
});

const latencies = [];
for (const text of texts.slice(0, 20)) await encoder.encode([text]);
for (let i = 0; i < 200 * repeats; i++) {
  const started = performance.now();
  await encoder.encode([texts[i % texts.length]]);
  latencies.push(performance.now() - started);
}
latencies.sort((a, b) => a - b);

// Sorted by length as `encode` sorts a whole file; the processor's time tells more than the clock on a shared machine.
const before = process.cpuUsage();
const started = performance.now();
for (let r = 0; r < repeats; r++) await encoder.encode(texts);
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(before);
await encoder.release();

console.log(
  JSON.stringify({
    sizeBytes: statSync(join(folder, file)).size,
    accuracy: predicted.filter((c, i) => record.labels[c].name === labels[i]).length / texts.length,
    predicted,
    lowestCosine: Math.min(...cosines),
    meanCosine: cosines.reduce((a, b) => a + b, 0) / cosines.length,
    p50: latencies[Math.floor(latencies.length * 0.5)],
    p99: latencies[Math.floor(latencies.length * 0.99)],
    textsPerSecond: (texts.length * repeats) / seconds,
    textsPerProcessorSecond: ((texts.length * repeats) / (user + system)) * 1e6,
  }),
);
