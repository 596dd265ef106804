const seconds = { s: 1, m: 60, h: 3600 } as const;

/** Seconds of a time such as "30s", "5m", "1.5h"; undefined for anything else, and for none. */
export function durationSeconds(text: string): number | undefined {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*(s|m|h)$/.exec(text.trim()) ?? [];
  const result = number === undefined ? 0 : Number(number) * seconds[unit as keyof typeof seconds];
  return result > 0 ? result : undefined;
}
