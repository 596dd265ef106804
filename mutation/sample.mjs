import { createHash } from "node:crypto";

/** The reason in a report for a mutant that was not run. */
export const notDrawn = "not in the sample";

/** What tells a mutant from all others of a tree, and not from the same one of another run. */
export function nameOf({ fileName, mutatorName, replacement, location: { start, end } }) {
  return [fileName, start.line, start.column, end.line, end.column, mutatorName, replacement].join("|");
}

/** So many of the mutants, drawn by a seed: those whose hashes come first. All of them if there are not more. */
export function drawSample(mutants, count, seed) {
  const place = (mutant) =>
    createHash("sha256")
      .update(`${seed}|${nameOf(mutant)}`)
      .digest("hex");
  return mutants
    .map((mutant) => [place(mutant), mutant])
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, count)
    .map(([, mutant]) => mutant);
}

/** Wilson's 95 % interval of a share k of n (Wilson 1927). */
export function wilsonInterval(k, n) {
  if (n === 0) return [0, 1];
  const z = 1.959964;
  const share = k / n;
  const centre = (share + z ** 2 / (2 * n)) / (1 + z ** 2 / n);
  const half = (z / (1 + z ** 2 / n)) * Math.sqrt((share * (1 - share)) / n + z ** 2 / (4 * n ** 2));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}
