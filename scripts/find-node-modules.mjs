import { existsSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, posix } from "node:path";
import { packageOf, readImports } from "./read-imports.mjs";

/**
 * How the `web.ts` of each package reaches a module of Node's, which no browser has: "entry: a → b → node:fs", a line each.
 * Types are not followed, nor what comes from a registry.
 *
 * @param folder that holds the packages
 * @param manifests of the packages, by folder name
 */
export function findNodeModules(folder, manifests) {
  const names = Object.keys(manifests).filter((name) => existsSync(join(folder, name, "src/web.ts")));
  return names.flatMap((name) => pathsFrom(folder, manifests, `${name}/src/web.ts`));
}

function pathsFrom(folder, manifests, entry) {
  const problems = [];
  const seen = new Set([entry]);
  const look = (path, way) => {
    const source = readFileSync(join(folder, path), "utf8");
    for (const { specifier, type } of readImports(source)) {
      if (type || specifier === "fetch") continue;
      if (isBuiltin(specifier)) problems.push(`packages/${entry}: ${[...way, specifier].join(" → ")}`);
      const target = sourceOf(path, specifier, manifests);
      if (target === undefined || seen.has(target)) continue;
      seen.add(target);
      look(target, [...way, target]);
    }
  };
  look(entry, []);
  return problems;
}

/** The file of our own that an import means, if it is one. */
function sourceOf(path, specifier, manifests) {
  if (specifier.startsWith(".")) return posix.normalize(posix.join(dirname(path), specifier));
  const wanted = packageOf(specifier);
  const name = wanted.replace(/^@intentsmith\//, "");
  if (wanted === name || manifests[name] === undefined) return undefined;
  const source = manifests[name].exports?.[`.${specifier.slice(wanted.length)}`]?.["@intentsmith/source"];
  return source === undefined ? undefined : posix.join(name, source);
}
