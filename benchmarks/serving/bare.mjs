// node bare.mjs FOLDER SECONDS TEXTS.json: the classifier alone, one thread; prints texts/s and the latency of one text.
import { readFileSync } from "node:fs";
import { IntentClassifier } from "@intentsmith/classifier";

const [folder, seconds, textsFile] = process.argv.slice(2);
const texts = JSON.parse(readFileSync(textsFile, "utf8"));
const classifier = await IntentClassifier.load(folder, { threads: 1 });

async function rate(batchSize) {
  const times = [];
  let count = 0;
  const started = performance.now();
  for (let at = 0; performance.now() - started < Number(seconds) * 1000; at += batchSize) {
    const batch = Array.from({ length: batchSize }, (_, i) => texts[(at + i) % texts.length]);
    const began = performance.now();
    await classifier.classify(batch);
    times.push(performance.now() - began);
    count += batchSize;
  }
  times.sort((a, b) => a - b);
  return { batchSize, textsPerSecond: (count / (performance.now() - started)) * 1000, p50Ms: times[times.length >> 1] };
}

await classifier.classify(texts.slice(0, 64));
const results = [];
for (const batchSize of [1, 8, 32]) results.push(await rate(batchSize));
console.log(JSON.stringify(results));
await classifier.release();
