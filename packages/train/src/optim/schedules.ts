export const scheduleNames = ["linear", "constant", "cosine"] as const;
export type ScheduleName = (typeof scheduleNames)[number];

/**
 * The learning rate's multiplier in step `step` (from 0), as transformers' get_{linear,constant,cosine}_schedule_with_
 * warmup: rises as step / warmupSteps (so step 0 has rate 0), then decays to 0 at `totalSteps`, or stays.
 */
export function scheduleFactor(schedule: ScheduleName, step: number, warmupSteps: number, totalSteps: number): number {
  if (step < warmupSteps) return step / Math.max(1, warmupSteps);
  const remaining = Math.max(1, totalSteps - warmupSteps);
  switch (schedule) {
    case "constant":
      return 1;
    case "linear":
      return Math.max(0, (totalSteps - step) / remaining);
    case "cosine":
      return Math.max(0, 0.5 * (1 + Math.cos((Math.PI * (step - warmupSteps)) / remaining)));
  }
}
