import { durationSeconds, IntentsmithError } from "@intentsmith/core";

/** Seconds of "30s", "5m", "1.5h". @throws ARGUMENT_INVALID for anything else, and for none. */
export function parseDuration(value: string, option: string): number {
  const result = durationSeconds(value);
  if (result !== undefined) return result;
  throw new IntentsmithError(
    "ARGUMENT_INVALID",
    `--${option}: expected a time such as 30s, 5m or 1h, received ${JSON.stringify(value)}`,
  );
}
