// The manifests of packages/*. They hold plain versions, so that `npm pack` in a folder gives what can be installed:
// those of the catalog (pnpm-workspace.yaml) for others' packages, the one version of all for siblings.

import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Kinds of dependencies that a manifest names with a version. */
export const dependencyFields = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"];

/** `{folder, name, path, manifest}` of every package, `name` the folder's. */
export function readPackages(root) {
  const packages = join(root, "packages");
  return readdirSync(packages).flatMap((name) => {
    const folder = join(packages, name);
    const path = join(folder, "package.json");
    return existsSync(path) ? [{ folder, name, path, manifest: JSON.parse(readFileSync(path, "utf8")) }] : [];
  });
}

/** The catalog of pnpm-workspace.yaml: package → version. */
export function readCatalog(root) {
  const [, block = ""] =
    /^catalog:\n((?: {2}.*\n)*)/m.exec(readFileSync(join(root, "pnpm-workspace.yaml"), "utf8")) ?? [];
  return new Map(
    [...block.matchAll(/^ {2}"?([^":\s]+)"?: *"?([^"\s]+)"?$/gm)].map(([, name, version]) => [name, version]),
  );
}

/** What a manifest has to say of a dependency: the siblings' version, or the catalog's; undefined if neither has it. */
export function expectedRange(dependency, { siblings, catalog }) {
  return siblings.get(dependency) ?? catalog.get(dependency);
}

/** Name → version of the packages themselves. */
export function siblingsOf(packages) {
  return new Map(packages.map(({ manifest }) => [manifest.name, manifest.version]));
}

/**
 * Writes the versions that belong there into every manifest; `version`: a new one for all packages.
 * @returns paths of the manifests that changed.
 */
export function alignManifests(root, version) {
  const packages = readPackages(root);
  if (version !== undefined) for (const { manifest } of packages) manifest.version = version;
  const known = { siblings: siblingsOf(packages), catalog: readCatalog(root) };
  for (const { path, manifest } of packages) {
    for (const field of dependencyFields) {
      for (const dependency of Object.keys(manifest[field] ?? {})) {
        const range = expectedRange(dependency, known);
        if (range === undefined) throw new Error(`${path}: ${dependency} is not in the catalog of pnpm-workspace.yaml`);
        manifest[field][dependency] = range;
      }
    }
  }
  return packages.flatMap(({ path, manifest }) => {
    const text = `${JSON.stringify(manifest, null, 2)}\n`;
    if (text === readFileSync(path, "utf8")) return [];
    writeFileSync(path, text);
    return [path];
  });
}
