import { printable } from "@intentsmith/core";
import type { Split } from "@intentsmith/data";
import type { NearText } from "../input/near-leaks.ts";

const shown = 5;

/** For the terminal: how many texts of validation and test nearly stand in training, and the nearest of them. */
export function formatNear(
  near: readonly NearText[],
  splits: Readonly<Record<Split, number>>,
  threshold: number,
): string {
  const counts = (["validation", "test"] as const)
    .filter((split) => splits[split] > 0)
    .map((split) => {
      const count = near.filter((one) => one.split === split).length;
      return `${count} of the ${splits[split]} ${split} texts nearly stand in train (cosine ${threshold} or more)`;
    });
  const nearest = near
    .toSorted((a, b) => b.cosine - a.cosine)
    .slice(0, shown)
    .map(({ id, text, training, cosine }) =>
      printable(`  ${cosine.toFixed(3)} ${quoted(text)} (${id}) and ${quoted(training.text)} (${training.id})`),
    );
  return [...counts, ...nearest, ...(near.length > shown ? [`  … and ${near.length - shown} more (--json)`] : [])].join(
    "\n",
  );
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 59)}…` : text);
}
