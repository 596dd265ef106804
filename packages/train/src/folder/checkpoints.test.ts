import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { temporaryFolder } from "../testing/example-training.ts";
import { Checkpoints } from "./checkpoints.ts";

afterEach(() => void vi.useRealTimers());

/** Checkpoints of a training that began at a clock's 0. */
function checkpointsAtZero(): Checkpoints {
  vi.useFakeTimers({ now: 0, toFake: ["Date"] });
  return new Checkpoints({ folder: join(temporaryFolder(), "checkpoints"), identity: "x", keep: 1 });
}

test("everyMinutes: due when so many minutes have passed, not a moment earlier", () => {
  const checkpoints = checkpointsAtZero();
  const dueAfterMs = (ms: number): boolean => {
    vi.setSystemTime(ms);
    return checkpoints.due({ everyMinutes: 2.5 }, 7);
  };
  expect([0, 150, 149_999, 150_000, 400_000].map(dueAfterMs)).toEqual([false, false, false, true, true]);
});

test("everySteps: due after each so many steps, whatever the clock says", () => {
  const checkpoints = checkpointsAtZero();
  vi.setSystemTime(1e9);
  expect([1, 2, 3, 4, 5, 6].filter((step) => checkpoints.due({ everySteps: 3 }, step))).toEqual([3, 6]);
  expect(checkpoints.due({}, 3)).toBe(false);
  expect(checkpoints.due({ everySteps: 5, everyMinutes: 1 }, 3)).toBe(true);
});
