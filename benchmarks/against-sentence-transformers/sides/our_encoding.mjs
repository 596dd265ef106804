// Our SentenceEncoder on the test split: tokenising included, as in the other libraries' calls.
import { readFileSync } from "node:fs";
import { loadModel, SentenceEncoder } from "@intentsmith/model";

const { texts: path, base, repeats, threads, maxSequenceLength } = JSON.parse(process.argv[2]);
const texts = JSON.parse(readFileSync(path, "utf8")).test.map(({ text }) => text);
const encoder = new SentenceEncoder({ ...(await loadModel(base)), maxSequenceLength }, { threads });
await encoder.encode(texts.slice(0, 64));
let seconds = Infinity;
for (let i = 0; i < repeats; i++) {
  const begun = performance.now();
  await encoder.encode(texts);
  seconds = Math.min(seconds, (performance.now() - begun) / 1000);
}
await encoder.release();
console.log(JSON.stringify({ seconds, textsPerSecond: texts.length / seconds }));
