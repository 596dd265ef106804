import { mkdirSync, readFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import { readPackages } from "./manifests.mjs";
import { runNpm } from "./run-npm.mjs";

/** The packages so that each comes after all siblings that it depends on: whoever installs meanwhile finds them. */
export function inOrder(packages) {
  const ordered = [];
  const rest = new Map(packages.map((one) => [one.manifest.name, one]));
  while (rest.size > 0) {
    const ready = [...rest.values()].filter(
      ({ manifest }) => !Object.keys(manifest.dependencies ?? {}).some((dependency) => rest.has(dependency)),
    );
    if (ready.length === 0) throw new Error(`packages depend on each other: ${[...rest.keys()].join(", ")}`);
    for (const one of ready) rest.delete(one.manifest.name);
    ordered.push(...ready);
  }
  return ordered;
}

/** Packs every package with npm into `folder`. @returns `{name, version, path, sha256}` of each, in order. */
export function packAll(root, folder) {
  mkdirSync(folder, { recursive: true });
  return inOrder(readPackages(root)).map(({ folder: from, manifest: { name, version } }) => {
    const output = runNpm(["pack", "--json", "--pack-destination", folder], { cwd: from });
    const path = join(folder, basename(fileNameOf(JSON.parse(output))));
    return { name, version, path, sha256: createHash("sha256").update(readFileSync(path)).digest("hex") };
  });
}

/** npm prints a list of packages, newer versions an object with the package's name as its key. */
function fileNameOf(printed) {
  const [packed] = Object.values(printed);
  return packed.filename;
}
