// transformers.js's feature-extraction pipeline on the test split, on the same weights as an ONNX file.
// Settings: `models`, a folder that holds `base/` as transformers.js wants it. The best of batch sizes 32 and 64.
import { readFileSync } from "node:fs";
import { env, pipeline } from "@huggingface/transformers";

const { texts: path, models, repeats, threads, sorted } = JSON.parse(process.argv[2]);
const texts = JSON.parse(readFileSync(path, "utf8")).test.map(({ text }) => text);
env.allowRemoteModels = false;
env.localModelPath = models;
const extractor = await pipeline("feature-extraction", "base", {
  dtype: "fp32",
  device: "cpu",
  session_options: { intraOpNumThreads: threads, interOpNumThreads: 1 },
});
// By length, as the other two libraries sort inside, or as they come: padding is what a batch costs.
const ordered = sorted ? [...texts].sort((a, b) => b.length - a.length) : texts;
const options = { pooling: "mean", normalize: true };
let best = { seconds: Infinity };
for (const batchSize of [32, 64]) {
  await extractor(ordered.slice(-batchSize), options);
  for (let i = 0; i < repeats; i++) {
    const begun = performance.now();
    for (let start = 0; start < ordered.length; start += batchSize) {
      await extractor(ordered.slice(start, start + batchSize), options);
    }
    const seconds = (performance.now() - begun) / 1000;
    if (seconds < best.seconds) best = { seconds, batchSize };
  }
}
await extractor.dispose();
console.log(JSON.stringify({ ...best, textsPerSecond: texts.length / best.seconds }));
