/** TensorBoard itself reads the event files, both its library and its server. */
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { RunDirectory } from "../run/run-directory.ts";
import { exampleInfo, steppingClock, writeStep } from "../testing/example-run.ts";
import { tensorboardPython } from "../testing/tensorboard-python.ts";

const folder = mkdtempSync(join(tmpdir(), "intentsmith-tensorboard-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = `
import json, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
events = EventAccumulator(sys.argv[1], size_guidance={"scalars": 0})
events.Reload()
tags = events.Tags()["scalars"]
print(json.dumps({tag: [[e.step, e.value, e.wall_time] for e in events.Scalars(tag)] for tag in tags}))
`;

test("TensorBoard reads every number, and its server shows them", { timeout: 15 * 60_000 }, async (context) => {
  const found = tensorboardPython(folder);
  if ("reason" in found) return context.skip(found.reason);
  const runs = join(folder, "runs");
  const run = RunDirectory.create(join(runs, "first"), exampleInfo(), { now: steppingClock(), tensorboard: true });
  for (let step = 1; step <= 500; step++) writeStep(run, step);
  run.appendEvaluation("accuracy_evaluation_validation", { epoch: 1, steps: 500, accuracy: 0.875 });
  run.finish({ status: "finished", exitCode: 0, finalMetrics: { test_accuracy: 0.75 } });

  const environment = { PATH: process.env["PATH"], HOME: folder };
  const stdout = execFileSync(found.python, ["-c", read, run.path], { encoding: "utf8", env: environment });
  const scalars = JSON.parse(stdout) as Record<string, [step: number, value: number, wallTime: number][]>;
  expect(scalars["train/loss"]?.map(([step, value]) => [step, value])).toEqual(
    Array.from({ length: 500 }, (_, i) => [i + 1, Math.fround(1 / (i + 1))]),
  );
  expect(scalars["accuracy_evaluation_validation/accuracy"]).toEqual([[500, 0.875, expect.any(Number)]]);
  expect(scalars["final/test_accuracy"]).toEqual([[500, 0.75, expect.any(Number)]]);
  expect(scalars["train/loss"]?.[0]?.[2]).toBeGreaterThan(1767323045);

  const port = await freePort();
  const server = spawn(
    found.python,
    ["-m", "tensorboard.main", "--logdir", runs, "--host", "127.0.0.1", "--port", String(port), "--load_fast", "false"],
    { stdio: "ignore", env: environment },
  );
  try {
    const address = `http://127.0.0.1:${port}/data/plugin/scalars/scalars?run=first&tag=train%2Floss`;
    await expect
      .poll(async () => (await fetch(address).catch(() => undefined))?.status, { timeout: 120_000, interval: 1000 })
      .toBe(200);
    const points = (await (await fetch(address)).json()) as number[][];
    expect(points.length).toBe(500);
    expect(points.at(-1)?.slice(1)).toEqual([500, Math.fround(1 / 500)]);
  } finally {
    server.kill();
  }
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
