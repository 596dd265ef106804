import { wilsonInterval } from "./sample.mjs";

/** What became of a mutant that a test noticed, by failing or by never ending. */
const noticed = new Set(["Killed", "Timeout"]);
const unnoticed = new Set(["Survived", "NoCoverage"]);

/**
 * Counts a report of Stryker's (mutation-testing-report-schema).
 * `mutants`: all there are; `run`: those of the sample; `survivors`: those that no test noticed, with their places.
 */
export function readScore({ files }) {
  const all = Object.entries(files).flatMap(([file, { source, mutants }]) =>
    mutants.map((mutant) => ({ ...mutant, file, line: source.split("\n")[mutant.location.start.line - 1] ?? "" })),
  );
  const killed = all.filter(({ status }) => noticed.has(status)).length;
  const survivors = all.filter(({ status }) => unnoticed.has(status));
  return { mutants: all.length, run: killed + survivors.length, killed, survivors };
}

const percent = (share) => `${(100 * share).toFixed(1)} %`;

/** A line for the table in docs/testing.md, then one a survivor. */
export function formatScore(name, { mutants, run, killed, survivors }) {
  const [low, high] = wilsonInterval(killed, run);
  const interval = run < mutants ? `${percent(low)} – ${percent(high)}` : "all of them";
  const lines = survivors
    .toSorted((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.location.start.line - b.location.start.line))
    .map(({ file, location, mutatorName, replacement, line, status }) =>
      [
        `${file}:${location.start.line}:${location.start.column}`,
        mutatorName,
        status,
        line.trim(),
        `→ ${replacement}`,
      ].join("  "),
    );
  return [
    `| ${name} | ${mutants} | ${run} | ${percent(killed / run)} | ${interval} | ${survivors.length} |`,
    ...lines,
    "",
  ].join("\n");
}
