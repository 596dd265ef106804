// The import rules of the design (scripts/import-rules.mjs), held over packages/*: one line a violation, exit code 1.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, posix } from "node:path";
import { pathToFileURL } from "node:url";
import { findCircles } from "./find-circles.mjs";
import { findNodeModules } from "./find-node-modules.mjs";
import { maxLines, packageImports, refusedFolders, reservedModules } from "./import-rules.mjs";
import { packageOf, readImports } from "./read-imports.mjs";

const scope = "@intentsmith/";

/** Every violation in `<root>/packages`, as "where: what". */
export function checkImports(root) {
  const folder = join(root, "packages");
  const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, "package.json")));
  const rootManifest = existsSync(join(root, "package.json")) ? readJson(join(root, "package.json")) : {};
  const shared = Object.keys(rootManifest.devDependencies ?? {});
  const manifests = Object.fromEntries(names.map((name) => [name, readJson(join(folder, name, "package.json"))]));
  return [
    ...names.flatMap((name) => checkPackage({ folder, name, manifests, shared })),
    ...findNodeModules(folder, manifests),
  ];
}

function checkPackage({ folder, name, manifests, shared }) {
  const allowed = packageImports[name];
  if (allowed === undefined) return [`packages/${name}: not in the table of scripts/import-rules.mjs; add it there`];
  const problems = checkManifest(name, manifests[name], allowed);
  const files = listFiles(join(folder, name, "src")).map((path) => `${name}/src/${path}`);
  const relative = [];
  for (const path of files.filter((file) => /\.[cm]?[jt]sx?$/.test(file))) {
    const source = readFileSync(join(folder, ...path.split("/")), "utf8");
    const imports = readImports(source);
    problems.push(...checkFile(path, source), ...checkSpecifiers({ path, imports, name, manifests, allowed, shared }));
    relative.push(...relativeImports(path, imports));
  }
  return [...problems, ...findCircles(name, relative, isTest)];
}

function checkManifest(name, manifest, allowed) {
  const { dependencies, peerDependencies, optionalDependencies, devDependencies } = manifest;
  return Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies, ...devDependencies })
    .filter((dependency) => dependency.startsWith(scope) && !allowed.includes(dependency.slice(scope.length)))
    .map((dependency) => `packages/${name}/package.json: ${name} may not depend on ${dependency}`);
}

function checkFile(path, source) {
  const problems = [];
  for (const folder of dirname(path).split("/")) {
    const reason = Object.hasOwn(refusedFolders, folder) ? refusedFolders[folder] : undefined;
    if (reason !== undefined) problems.push(`packages/${path}: no folder named "${folder}": ${reason}`);
  }
  const lines = source.split("\n").length - (source.endsWith("\n") ? 1 : 0);
  if (!isTest(path) && lines > maxLines)
    problems.push(`packages/${path}: ${lines} lines; split it, ${maxLines} is the most`);
  return problems;
}

function checkSpecifiers({ path, imports, name, manifests, allowed, shared }) {
  return imports.flatMap(({ specifier, line }) => {
    const problem = specifier.startsWith(".")
      ? checkRelative(path, specifier, name)
      : (checkReserved(path, specifier) ?? checkNamed({ path, specifier, name, manifests, allowed, shared }));
    return problem === undefined ? [] : [`packages/${path}:${line}: ${problem}`];
  });
}

function checkRelative(path, specifier, name) {
  const target = posix.normalize(posix.join(dirname(path), specifier));
  if (!target.startsWith(`${name}/`)) return `"${specifier}" leaves the package; import another one by its name`;
  if (isTest(path)) return undefined;
  if (isTest(target)) return `"${specifier}" is there for tests`;
  // By way of index.ts two folders could import each other unseen.
  if (target === `${name}/src/index.ts`) return `"${specifier}" is for other packages; import the file itself`;
  return undefined;
}

function checkReserved(path, specifier) {
  for (const { modules, only, tests } of reservedModules) {
    const isReserved = modules.includes(specifier) || modules.includes(packageOf(specifier));
    if (!isReserved || (tests && isTest(path)) || only.some((beginning) => path.startsWith(beginning))) continue;
    return `only ${only.join(", ")} may use ${specifier}`;
  }
  return undefined;
}

function checkNamed({ path, specifier, name, manifests, allowed, shared }) {
  if (specifier === "fetch") return undefined;
  if (isBuiltin(specifier)) return specifier.startsWith("node:") ? undefined : `write "node:${specifier}"`;
  const wanted = packageOf(specifier);
  if (wanted.startsWith(scope)) {
    const other = wanted.slice(scope.length);
    // A package's example imports the package by its name, as its users do.
    if (other === name && isTest(path)) return undefined;
    if (!allowed.includes(other)) return `${name} may not import ${wanted}`;
    const entry = `.${specifier.slice(wanted.length)}`;
    const entries = [".", "./package.json", ...Object.keys(manifests[other]?.exports ?? {})];
    if (!entries.includes(entry))
      return `"${specifier}" is not among the exports of packages/${other}/package.json; import "${wanted}"`;
  }
  const { dependencies, peerDependencies, optionalDependencies, devDependencies } = manifests[name];
  const declared = { ...dependencies, ...peerDependencies, ...optionalDependencies };
  if (Object.hasOwn(declared, wanted)) return undefined;
  if (isTest(path) && (Object.hasOwn(devDependencies ?? {}, wanted) || shared.includes(wanted))) return undefined;
  return `${wanted} is not among the dependencies of packages/${name}/package.json`;
}

function relativeImports(path, imports) {
  return imports
    .filter(({ specifier }) => specifier.startsWith("."))
    .map(({ specifier, line }) => ({ from: path, line, to: posix.normalize(posix.join(dirname(path), specifier)) }));
}

function isTest(path) {
  return /\.(test|slow)\.[cm]?ts$/.test(path) || path.includes("/testing/");
}

function listFiles(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll("\\", "/"),
    )
    .sort();
}

function readJson(path) {
  return JSON.parse(readFileSync(path, "utf8"));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const problems = checkImports(process.argv[2] ?? join(import.meta.dirname, ".."));
  for (const problem of problems) console.log(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
