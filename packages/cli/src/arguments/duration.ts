import { IntentsmithError } from "@intentsmith/core";

const seconds = { s: 1, m: 60, h: 3600 } as const;

/** Seconds of "30s", "5m", "1.5h". @throws ARGUMENT_INVALID for anything else, and for none. */
export function parseDuration(value: string, option: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*(s|m|h)$/.exec(value.trim()) ?? [];
  const result = number === undefined ? 0 : Number(number) * seconds[unit as keyof typeof seconds];
  if (result > 0) return result;
  throw new IntentsmithError(
    "ARGUMENT_INVALID",
    `--${option}: expected a time such as 30s, 5m or 1h, received ${JSON.stringify(value)}`,
  );
}
