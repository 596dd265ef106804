// The Markdown files of the repository: links inside it lead somewhere, and npm scripts that are named exist. One line
// a violation.

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";

/** Folders with other people's files or generated ones. */
const passedOver = new Set(["node_modules", "dist", "runs", ".git", ".cache", ".venv", "wizard-of-tasks", "banking77"]);

/** Every violation in the Markdown files below `root`, as "file:line: what". */
export function checkDocs(root) {
  const { scripts = {} } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return markdownFiles(root).flatMap((path) => {
    const problems = [];
    const prose = withoutCode(readFileSync(path, "utf8"));
    const whole = readFileSync(path, "utf8").split("\n");
    prose.split("\n").forEach((line, at) => {
      for (const [, target] of line.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g)) {
        const problem = checkLink(path, target);
        if (problem !== undefined) problems.push(`${relative(root, path)}:${at + 1}: ${problem}`);
      }
    });
    whole.forEach((line, at) => {
      for (const [, name] of line.matchAll(/npm run ([a-z][a-z:-]*)/g)) {
        if (!Object.hasOwn(scripts, name))
          problems.push(`${relative(root, path)}:${at + 1}: no npm script is called ${name}`);
      }
    });
    return problems;
  });
}

function checkLink(path, target) {
  if (/^[a-z][a-z+.-]*:/i.test(target)) return undefined;
  const [file, anchor] = target.split("#");
  const place = file === "" ? path : join(dirname(path), decodeURIComponent(file));
  if (!existsSync(place)) return `the link ${target} leads nowhere`;
  if (anchor === undefined || !place.endsWith(".md") || !statSync(place).isFile()) return undefined;
  const anchors = headings(readFileSync(place, "utf8"));
  return anchors.has(anchor) ? undefined : `the link ${target}: no such heading`;
}

/** Anchors as the common renderers make them from headings, and those that are written out. */
function headings(text) {
  const anchors = new Set();
  for (const [, title] of withoutCode(text, false).matchAll(/^#{1,6} +(.+?) *#*$/gm)) {
    const plain = title.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1");
    const base = plain
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-");
    let anchor = base;
    for (let n = 1; anchors.has(anchor); n++) anchor = `${base}-${n}`;
    anchors.add(anchor);
  }
  for (const [, id] of text.matchAll(/<a (?:id|name)="([^"]+)"/g)) anchors.add(id);
  return anchors;
}

/** Fenced blocks (and code spans) become spaces: they hold code, not links. */
function withoutCode(text, spans = true) {
  const blank = (code) => code.replace(/[^\n]/g, " ");
  const unfenced = text.replace(/^([ \t]*)(`{3,}|~{3,})[^\n]*\n[\s\S]*?^\1\2[ \t]*$/gm, blank);
  return spans ? unfenced.replace(/`[^`\n]*`/g, blank) : unfenced;
}

function markdownFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (passedOver.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return markdownFiles(path);
    return entry.name.endsWith(".md") ? [path] : [];
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const problems = checkDocs(process.argv[2] ?? join(import.meta.dirname, ".."));
  for (const problem of problems) console.log(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
