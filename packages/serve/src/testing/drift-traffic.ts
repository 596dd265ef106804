import { SeededRandom } from "@intentsmith/core";
import type { Observation } from "../drift/reference.ts";

export function generator(seed: string): () => number {
  const random = new SeededRandom(seed);
  return () => random.next();
}

/** Traffic over 77 labels of unequal frequency (as Zipf's law has them), with bounded scores and skewed lengths. */
function traffic(random: () => number, shift: "none" | "one label" | "another domain" = "none"): Observation {
  const moved = shift !== "none" && random() < 1 / 3;
  const label = moved && shift === "one label" ? "label-40" : `label-${Math.floor(78 ** random()) - 1}`;
  const away = moved && shift === "another domain";
  const certainty = away ? random() * 0.6 : 1 - (1 - random()) ** 3 * random();
  return {
    label,
    probability: certainty,
    score: certainty * 0.8 + random() * 0.2,
    abstained: certainty < 0.15,
    characters: Math.round((away ? 90 : 45) * Math.exp(random() - 0.5)),
    unknownShare: random() < 0.03 ? 0.1 : 0,
    ms: 1 + random(),
  };
}

export const sample = (n: number, random: () => number, shift?: Parameters<typeof traffic>[1]): Observation[] =>
  Array.from({ length: n }, () => traffic(random, shift));
