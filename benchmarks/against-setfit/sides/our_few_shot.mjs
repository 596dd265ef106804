// A training of ours on a few texts, as a user starts it: seconds since the process began, all in.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@intentsmith/core";
import { parseTrainingConfig, train } from "@intentsmith/train";

const { data, base, threads, seed, train: settings } = JSON.parse(process.argv[2]);
const work = mkdtempSync(join(tmpdir(), "few-shot-"));
try {
  const config = parseTrainingConfig({ data, model: { base }, train: { ...settings, threads, seed } }, "few-shot");
  const result = await train(config, { out: join(work, "run"), logger: silentLogger });
  console.log(
    JSON.stringify({
      seconds: performance.now() / 1000,
      steps: result.steps,
      accuracy: result.test.result.accuracy,
      peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
    }),
  );
} finally {
  rmSync(work, { recursive: true, force: true });
}
