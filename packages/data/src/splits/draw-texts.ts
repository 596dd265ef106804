import { SeededRandom } from "@intentsmith/core";
import type { Example } from "../example/example.ts";
import { groupBy } from "./group-by.ts";

/** How many training texts of a label are used. */
export interface TextsPerLabel {
  count: number;
  seed: number;
}

/**
 * Draws `count` training texts of each label, all of a label that has fewer. The other splits stay whole; the order of the
 * examples stays. A smaller count draws a part of what a larger one draws.
 */
export function drawTexts(
  examples: readonly Example[],
  { count, seed }: TextsPerLabel,
): { kept: Example[]; left: Example[] } {
  const training = examples.filter(({ split }) => split === "train");
  const left = new Set<Example>();
  for (const [label, rows] of groupBy(training, (example) => example.label)) {
    const random = new SeededRandom(`texts per label ${seed}/${label}`);
    for (const example of random.shuffle([...rows]).slice(count)) left.add(example);
  }
  return { kept: examples.filter((example) => !left.has(example)), left: [...left] };
}
