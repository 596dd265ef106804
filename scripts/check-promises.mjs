// What docstrings promise to throw (`@throws CODE`), held over packages/*: one line a violation, exit code 1.
//
//   unknown    every code in a promise is in the table of error codes, or of the service's answers
//   empty      a promised code can come: it stands in the declaration or in something that it uses, across packages
//   unkept     a function with a promise names every code that stands in its own body after `new IntentsmithError(`
//
// Works on formatted code, by names: what is called through an interface is not followed, so interfaces are passed over.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, posix, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { readDeclarations, readNames } from "./read-declarations.mjs";

const scope = "@intentsmith/";
/** The tables: where the codes stand that may be promised. */
const tables = ["core/src/error-codes.ts", "serve/src/contract/request-error.ts"];

/** Every violation in `<root>/packages`, as "file: declaration: what". */
export function checkPromises(root) {
  const workspace = readWorkspace(join(root, "packages"));
  const problems = [];
  for (const [path, file] of workspace.files) {
    if (tables.includes(path)) continue;
    for (const declared of file.declarations) problems.push(...checkDeclaration(workspace, path, declared));
  }
  return problems;
}

function checkDeclaration(workspace, path, declared) {
  const { name, kind, comments, code } = declared;
  if (kind === "interface" || kind === "type") return [];
  const promises = comments.flatMap(promisesOf);
  if (promises.length === 0) return [];
  const at = `packages/${path}: ${name}`;
  const promised = new Set(promises.flatMap((promise) => promise.match(/\b[A-Z]+(?:_[A-Z]+)*\b/g) ?? []));
  const looksLikeCode = (word) => workspace.codes.has(word) || word.split("_").length > 2;
  const codes = [...promised].filter(looksLikeCode);
  const possible = codesWithin(workspace, path, name);
  const problems = codes
    .filter((word) => !workspace.codes.has(word))
    .map((word) => `${at}: promises ${word}, which is no error code`);
  for (const word of codes) {
    if (workspace.codes.has(word) && !possible.has(word)) {
      problems.push(`${at}: promises ${word}, which nothing that it uses throws`);
    }
  }
  if (kind !== "function" || promises.some((promise) => /\bwhat\b|…|other input errors|and others/.test(promise))) {
    return problems;
  }
  for (const [, word] of code.matchAll(/new IntentsmithError\(\s*"([A-Z_]+)"/g)) {
    if (!promised.has(word)) problems.push(`${at}: throws ${word}, which its docstring does not say`);
  }
  return problems;
}

/** The sentences after `@throws`, up to the next tag or the comment's end. */
function promisesOf(comment) {
  const text = comment.replaceAll(/^\s*(\/\*\*|\*\/|\*)/gm, " ");
  return [...text.matchAll(/@throws([^@]*)/g)].map(([, promise]) => promise);
}

/** All codes that stand as strings in a declaration and in what it uses. */
function codesWithin(workspace, path, name) {
  const seen = new Set();
  const codes = new Set();
  const queue = [[path, name]];
  while (queue.length > 0) {
    const [file, symbol] = resolveExport(workspace, ...queue.pop());
    const key = `${file}#${symbol}`;
    const declared = workspace.files.get(file)?.declarations.find((one) => one.name === symbol);
    if (seen.has(key) || declared === undefined || tables.includes(file)) continue;
    seen.add(key);
    for (const [, word] of declared.code.matchAll(/["'`]([A-Z_]+)["'`]/g)) {
      if (workspace.codes.has(word)) codes.add(word);
    }
    queue.push(...usedBy(workspace, file, declared));
  }
  return codes;
}

function usedBy(workspace, file, { name, code }) {
  const { declarations, names } = workspace.files.get(file);
  const words = new Set(code.match(/[\w$]+/g));
  const own = declarations.filter((one) => one.name !== name && words.has(one.name)).map((one) => [file, one.name]);
  const others = names.filter(({ local }) => words.has(local));
  return [
    ...own,
    ...others.flatMap(({ name: foreign, specifier }) => {
      const target = resolveModule(workspace, file, specifier);
      return target === undefined ? [] : [[target, foreign]];
    }),
  ];
}

/** Follows `export { name } from` to the file that declares it. */
function resolveExport(workspace, path, name) {
  const file = workspace.files.get(path);
  if (file === undefined || file.declarations.some((one) => one.name === name)) return [path, name];
  const passedOn = file.names.find(({ local }) => local === name);
  const target = passedOn === undefined ? undefined : resolveModule(workspace, path, passedOn.specifier);
  return target === undefined ? [path, name] : resolveExport(workspace, target, passedOn.name);
}

function resolveModule({ entries }, path, specifier) {
  if (specifier.startsWith(".")) return posix.join(posix.dirname(path), specifier);
  return entries.get(specifier);
}

function readWorkspace(folder) {
  const files = new Map();
  const entries = new Map();
  for (const name of readdirSync(folder)) {
    const manifest = join(folder, name, "package.json");
    if (!existsSync(join(folder, name, "src")) || !existsSync(manifest)) continue;
    const { exports = {} } = JSON.parse(readFileSync(manifest, "utf8"));
    for (const [entry, targets] of Object.entries(exports)) {
      const source = targets[`${scope}source`];
      if (source !== undefined) entries.set(posix.join(`${scope}${name}`, entry), posix.join(name, source));
    }
    for (const path of sourcesIn(join(folder, name, "src"))) {
      const source = readFileSync(path, "utf8");
      const key = relative(folder, path).replaceAll("\\", "/");
      files.set(key, { declarations: readDeclarations(source), names: readNames(source) });
    }
  }
  return { files, entries, codes: codesIn(folder) };
}

function codesIn(folder) {
  const texts = tables.map((path) => join(folder, path)).filter((path) => existsSync(path));
  return new Set(texts.flatMap((path) => readFileSync(path, "utf8").match(/^ {2}[A-Z_]+(?=:)/gm) ?? []).map(trim));
}

const trim = (text) => text.trim();

function sourcesIn(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "testing" ? [] : sourcesIn(path);
    return /(?<!\.(test|slow))\.ts$/.test(entry.name) ? [path] : [];
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const problems = checkPromises(process.argv[2] ?? join(import.meta.dirname, ".."));
  for (const problem of problems) console.log(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
