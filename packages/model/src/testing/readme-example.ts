import { SentenceEncoder } from "@intentsmith/model";

// Any folder in sentence-transformers layout.
const encoder = await SentenceEncoder.load("all-MiniLM-L6-v2");
const { data, rowCount, width } = await encoder.encode(["how long do i boil it?", "when is it done boiling?"]);
const cosine = data.subarray(0, width).reduce((sum, value, i) => sum + value * (data[width + i] ?? 0), 0);
console.log(`${rowCount} embeddings of ${width} numbers, cosine ${cosine.toFixed(3)}`);
await encoder.release();
