/**
 * JSON as W&B's history, summary and config lines have it: NaN, Infinity and -Infinity are bare tokens, which
 * `JSON.stringify` would turn into null. Members that are undefined are left out.
 */
export function wandbJson(value: unknown): string {
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (Array.isArray(value)) return `[${value.map(wandbJson).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .map(([key, inner]) => `${JSON.stringify(key)}:${wandbJson(inner)}`);
    return `{${members.join(",")}}`;
  }
  return JSON.stringify(value ?? null);
}

/** A config as a run carries it: every top-level key wrapped in `{"value": …}`, plus what marks a run as started. */
export function wrapConfig(config: Record<string, unknown>, platform: string): string {
  const wandb = { cli_version: protocolVersion, t: { "13": platform }, m: [] };
  const entries = Object.entries({ ...config, _wandb: wandb }).map(([key, value]) => [key, { value }]);
  return wandbJson(Object.fromEntries(entries));
}

/** The official client whose protocol this one speaks. */
export const protocolVersion = "0.31.0";
