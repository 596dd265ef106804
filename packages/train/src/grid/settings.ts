import { IntentsmithError, SeededRandom } from "@intentsmith/core";
import type { GridConfig } from "../config/grid-config.ts";

/** Parameter name → value. */
export type Setting = Readonly<Record<string, unknown>>;

/**
 * The settings that a grid tries. Parameters are sorted by name and the last one varies fastest, as in W&B's sweeps;
 * equal combinations count once. `random` draws `count` different ones.
 * @throws CONFIG_INVALID if there are fewer combinations than are to be drawn.
 */
export function settingsOf({ parameters, method, count }: GridConfig, seed: number): Setting[] {
  const names = Object.keys(parameters).sort();
  let settings: Setting[] = [{}];
  for (const name of names) {
    const { values, value } = parameters[name] as { values?: unknown[]; value?: unknown };
    settings = settings.flatMap((setting) => (values ?? [value]).map((choice) => ({ ...setting, [name]: choice })));
  }
  const distinct = [...new Map(settings.map((setting) => [JSON.stringify(setting), setting])).values()];
  if (method === "grid" || count === undefined) return distinct;
  if (count > distinct.length) {
    throw new IntentsmithError(
      "CONFIG_INVALID",
      `grid.count: expected at most ${distinct.length}, the number of combinations, received ${count}`,
      { hint: "Lower it, give more values, or use method: grid." },
    );
  }
  const order = new SeededRandom(`${seed}/grid`).shuffle(Int32Array.from(distinct.keys()));
  return Array.from(order.subarray(0, count), (index) => distinct[index] as Setting);
}

/** `batch=64 epochs=2`; constants are left out if anything varies. */
export function describeSetting(setting: Setting, separator = " "): string {
  return Object.entries(setting)
    .map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(separator);
}
