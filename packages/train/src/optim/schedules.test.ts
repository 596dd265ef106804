import { expect, test } from "vitest";
import { goldenAdamW } from "../testing/golden-adamw.ts";
import { expectNearFloat64 } from "../testing/near.ts";
import { scheduleFactor, scheduleNames, type ScheduleName } from "./schedules.ts";

const cases = goldenAdamW.schedules.map(
  (schedule) => [`${schedule.name}, warm-up ${schedule.warmupSteps ?? 0} of ${schedule.totalSteps}`, schedule] as const,
);

test.each(cases)("%s as transformers has it", (_, { name, warmupSteps = 0, totalSteps, factors }) => {
  const schedule = name.replace("WithoutWarmup", "") as ScheduleName;
  const ours = factors.map((__, step) => scheduleFactor(schedule, step, warmupSteps, totalSteps));
  expectNearFloat64(ours, factors, name);
});

test("the golden file has every schedule", () => {
  expect(new Set(cases.map(([, { name }]) => name.replace("WithoutWarmup", "")))).toEqual(new Set(scheduleNames));
});
