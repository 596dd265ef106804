// What a package exports is used by another one, or is public on purpose: then its card (README.md) names it. A type may
// also stand in the declaration of something else that is exported. One line a violation, exit code 1.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { checkedExports } from "./import-rules.mjs";
import { readExports, readNamedImports } from "./read-exports.mjs";

const scope = "@intentsmith/";
/** Folders whose code uses the packages by their names. */
const users = ["packages", "benchmarks", "conformance", "examples", "datasets", "scripts"];

/** Every export of `<root>/packages` that nobody uses and no card names, as "where: what". */
export function checkExports(root, packages = checkedExports) {
  const used = usedNames(root);
  return packages
    .map((name) => readPackage(root, name))
    .flatMap(({ name, folder, entries }) => {
      const card = readIfThere(join(folder, "README.md"));
      const offered = entries.flatMap((entry) => offeredBy(entry));
      const declarations = [...new Set(offered.map(({ file }) => file))].map((file) => readFileSync(file, "utf8"));
      return offered
        .filter((item) => !used.get(name)?.has(item.name) && !names(card, item.name) && !describes(declarations, item))
        .map(({ name: what, entry, type }) => {
          const kind = type ? "type " : "";
          return `${relative(root, entry).replaceAll("\\", "/")}: ${kind}${what} is used by no other package: export it no more, or name it in ${name}'s README.md`;
        });
    });
}

function readPackage(root, name) {
  const folder = join(root, "packages", name);
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const entries = Object.values(manifest.exports ?? {}).flatMap((target) => target[`${scope}source`] ?? []);
  return { name: manifest.name, folder, entries: [...new Set(entries)].map((entry) => join(folder, entry)) };
}

/** What an entry offers: each name with the file that declares it. */
function offeredBy(entry) {
  return readExports(readFileSync(entry, "utf8")).flatMap(({ name, type, from }) => {
    const file = from === undefined ? entry : join(dirname(entry), from);
    if (name !== "*") return [{ name, type, entry, file }];
    return readExports(readFileSync(file, "utf8")).map((item) => ({ ...item, entry, file }));
  });
}

/** Package → the names that others import from it (a package's own tests and example do not count). */
function usedNames(root) {
  const used = new Map();
  for (const file of users.flatMap((folder) => sourceFiles(join(root, folder)))) {
    const own = relative(join(root, "packages"), file).replaceAll("\\", "/").split("/")[0];
    for (const { name, specifier } of readNamedImports(readFileSync(file, "utf8"))) {
      if (!specifier.startsWith(scope)) continue;
      const wanted = specifier.split("/").slice(0, 2).join("/");
      if (wanted === `${scope}${own}`) continue;
      if (!used.has(wanted)) used.set(wanted, new Set());
      used.get(wanted).add(name);
    }
  }
  return used;
}

function sourceFiles(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) {
      return ["node_modules", "dist"].includes(entry.name) ? [] : sourceFiles(join(folder, entry.name));
    }
    return /\.[cm]?[jt]s$/.test(entry.name) ? [join(folder, entry.name)] : [];
  });
}

const names = (text, name) => new RegExp(`\\b${name.replaceAll("$", "\\$")}\\b`).test(text);

/** Whether a type stands in what the entry's files declare, besides its own declaration. */
function describes(declarations, { name, type }) {
  if (!type) return false;
  const uses = declarations.reduce((sum, text) => sum + (text.match(new RegExp(`\\b${name}\\b`, "g")) ?? []).length, 0);
  return uses > 1;
}

function readIfThere(path) {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const problems = checkExports(process.argv[2] ?? join(import.meta.dirname, ".."));
  for (const problem of problems) console.log(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
