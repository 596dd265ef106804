import { IntentsmithError } from "@intentsmith/core";
import type { Engine } from "../engine/engine.ts";

/** A new version may take this many times as long as the one it replaces … */
const mostTimes = 3;
/** … and this many milliseconds in any case. */
const alwaysMs = 20;

/** Of the lengths that people write; ten times each: the median of three would be one run. */
const warmUpTexts = Array.from({ length: 10 }, () => [
  "hello",
  "what comes next?",
  "how long does it take until it is there, and what does it cost?",
]).flat();

/** Median time of one text, in milliseconds. */
export async function medianLatencyMs(engine: Engine): Promise<number> {
  const times: number[] = [];
  for (const text of warmUpTexts) {
    const started = performance.now();
    await engine.classify([text], { top: 1 });
    times.push(performance.now() - started);
  }
  return times.sort((a, b) => a - b)[times.length >> 1] as number;
}

/**
 * Measures both, up to three times: on a busy machine one of them may have bad luck.
 * @throws ENGINE_FAILED where the new one is much slower every time.
 */
export async function compareLatency(current: Engine, next: Engine): Promise<void> {
  let found = "";
  for (let round = 0; round < 3; round++) {
    const before = await medianLatencyMs(current);
    const after = await medianLatencyMs(next);
    if (after <= Math.max(alwaysMs, before * mostTimes)) return;
    found = `${after.toFixed(1)} ms a text, the version before takes ${before.toFixed(1)} ms`;
  }
  throw new IntentsmithError("ENGINE_FAILED", `too slow: ${found}, at most ${mostTimes} times that is taken`, {
    hint: "Serve a smaller model, or restart the service with it if that is meant.",
  });
}
