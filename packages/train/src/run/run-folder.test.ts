import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { lockRun } from "../folder/run-lock.ts";
import { temporaryFolder } from "../testing/example-training.ts";
import { RunFolder } from "./run-folder.ts";

afterEach(() => void vi.useRealTimers());

/** A run's folder that was opened at a clock's 0. */
function folderAtZero(): RunFolder {
  vi.useFakeTimers({ now: 0, toFake: ["Date"] });
  const path = join(temporaryFolder(), "run");
  return new RunFolder({ path, lock: lockRun(path), identity: "x", keepCheckpoints: 1 });
}

test("everyMinutes: due when so many minutes have passed, not a moment earlier", () => {
  const folder = folderAtZero();
  const dueAfterMs = (ms: number): boolean => {
    vi.setSystemTime(ms);
    return folder.checkpointDue({ everyMinutes: 2.5 }, 7);
  };
  expect([0, 150, 149_999, 150_000, 400_000].map(dueAfterMs)).toEqual([false, false, false, true, true]);
  folder.release();
});

test("everySteps: due after each so many steps, whatever the clock says", () => {
  const folder = folderAtZero();
  vi.setSystemTime(1e9);
  expect([1, 2, 3, 4, 5, 6].filter((step) => folder.checkpointDue({ everySteps: 3 }, step))).toEqual([3, 6]);
  expect(folder.checkpointDue({}, 3)).toBe(false);
  expect(folder.checkpointDue({ everySteps: 5, everyMinutes: 1 }, 3)).toBe(true);
  folder.release();
});
