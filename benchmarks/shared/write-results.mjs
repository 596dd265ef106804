import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describeMachine, root } from "./machine.mjs";

/**
 * Prints a benchmark's report and writes it, with machine, date, commit and command, to
 * `benchmarks/results/<name>[-<part>]-<date>.{json,md}`; a smoke run goes to the ignored `.cache/` instead.
 *
 * @param part what of the benchmark was run, if not all. @param lines the report, Markdown. @param data every number
 * behind it. @param files further files, ending → text.
 */
export function writeResults({ name, part = "", title, machine, lines, data, quick, files = {} }) {
  const date = new Date().toISOString().slice(0, 10);
  const command = `npm run bench -- ${name} ${process.argv.slice(2).map(withoutFolders).join(" ")}`.trim();
  const folder = quick ? join(root, ".cache", "benchmarks") : join(root, "benchmarks", "results");
  const about = { ...machine, loadAfter: describeMachine().loadBefore };
  const header = [
    `# ${title}`,
    "",
    ...(quick ? ["**A smoke run (`--quick`): these numbers mean nothing.**", ""] : []),
    `${date}, commit ${about.commit}, \`${command}\``,
    "",
    `${about.processor}, ${about.cores} cores (${about.vectorUnits}), ${about.memoryGiB} GiB, ${about.system}, ` +
      `Node ${about.node}, onnxruntime-node ${about.onnxruntime}; load average before ${about.loadBefore.toFixed(1)}, ` +
      `after ${about.loadAfter.toFixed(1)}.`,
    "",
  ];
  const report = `${[...header, ...lines].join("\n").trimEnd()}\n`;
  mkdirSync(folder, { recursive: true });
  const base = join(folder, [name, part, date].filter(Boolean).join("-"));
  writeFileSync(`${base}.md`, report);
  writeFileSync(`${base}.json`, `${JSON.stringify({ name, date, command, machine: about, ...data }, null, 1)}\n`);
  for (const [ending, text] of Object.entries(files)) writeFileSync(`${base}${ending}`, text);
  console.log(report);
  console.log(
    `Written: ${relative(root, base)}.{md,json}${Object.keys(files)
      .map((ending) => ` ${relative(root, base)}${ending}`)
      .join("")}`,
  );
}

/** Results are published: of a path in the command only its last part is kept. */
const withoutFolders = (argument) =>
  /^([a-zA-Z]:)?[/\\]/.test(argument) ? `…/${argument.split(/[/\\]/).at(-1)}` : argument;

/** A Markdown table. */
export function table(columns, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(columns), line(columns.map((_, i) => (i === 0 ? "---" : "---:"))), ...rows.map(line), ""];
}
