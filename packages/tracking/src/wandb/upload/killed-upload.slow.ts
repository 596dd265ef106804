/** A process that is killed at random moments while it trains and uploads, and resumed each time from an older step. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SeededRandom } from "@intentsmith/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { decodeRow } from "../../run/metrics-row.ts";
import { readWholeLines } from "../../run/line-file.ts";
import { buildWorker } from "../../testing/build-worker.ts";
import { withTemporaryFolder } from "../../testing/example-run.ts";
import { MockWandbServer } from "../../testing/mock-wandb-server.ts";

let server: MockWandbServer;
beforeAll(async () => {
  buildWorker();
  server = await MockWandbServer.start();
});
afterAll(() => server.stop());

const lastStep = 300;

/** Trains from a step on; kills the process after so long, or lets it end. @returns whether it ended by itself. */
async function train(run: string, from: number, killAfterMs: number): Promise<boolean> {
  const script = fileURLToPath(new URL("../../testing/training-process.mjs", import.meta.url));
  const child = spawn(process.execPath, [script, run, server.baseUrl, String(from), String(lastStep)], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), killAfterMs);
  const code = await new Promise((resolve) => child.on("exit", resolve));
  clearTimeout(timer);
  return code === 0;
}

test.each([1, 2, 3])("every row is on disk and on the server once, whatever was killed when (seed %d)", (seed) =>
  withTemporaryFolder(async (folder) => {
    server.runs.clear();
    server.rewrittenHistory = 0;
    const random = new SeededRandom(seed);
    const run = join(folder, "run");
    const stepsOnDisk = (): number[] =>
      readWholeLines(join(run, "metrics.jsonl")).map((line) => decodeRow(line, "here").step);
    for (let kills = 0; kills < 12; kills++) {
      const reached = stepsOnDisk().at(-1) ?? 0;
      if (await train(run, Math.max(0, reached - random.integer(30)), 150 + random.integer(500))) break;
    }
    expect(await train(run, Math.max(0, (stepsOnDisk().at(-1) ?? 0) - 10), 60_000)).toBe(true);
    const expected = Array.from({ length: lastStep }, (_, index) => index + 1);
    expect(stepsOnDisk()).toEqual(expected);
    const sent = server.linesOf(server.onlyRun(), "wandb-history.jsonl");
    expect(sent.map((line) => (JSON.parse(line) as { _step: number })._step)).toEqual(expected);
    expect(server.onlyRun()).toMatchObject({ complete: true, exitCode: 0 });
    expect(readFileSync(join(run, "run.json"), "utf8")).toContain('"finished"');
  }),
);
