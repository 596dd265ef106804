import { createLogger } from "@intentsmith/core";
import { readSettings, startService } from "@intentsmith/serve";

// A folder that `export` wrote; port 0 takes any free one.
const settings = readSettings({ flags: { model: "deploy", port: 0 } });
const service = await startService(settings, { logger: createLogger(), version: "1.0.0" });

const response = await fetch(`${service.url}/v1/classify`, {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ input: ["where is my parcel?"], topK: 2 }),
});
const { results } = (await response.json()) as { results: { label: string; score: number }[] };
console.log(`${results[0]?.label} ${results[0]?.score.toFixed(2)}`);
await service.stop();
