// Every package can be published as it is: licence, card, metadata, and versions that npm understands. One line a
// violation.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { dependencyFields, expectedRange, readCatalog, readPackages, siblingsOf } from "./release/manifests.mjs";

const root = join(import.meta.dirname, "..");
const rootManifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const licence = readFileSync(join(root, "LICENSE"), "utf8");
const packages = readPackages(root);
const known = { siblings: siblingsOf(packages), catalog: readCatalog(root) };
const problems = [];

for (const { folder, name, manifest } of packages) {
  const require = (holds, what) => holds || problems.push(`packages/${name}: ${what}`);
  const read = (file) => (existsSync(join(folder, file)) ? readFileSync(join(folder, file), "utf8") : "");
  // The command's package bears the command's name, so that `npx intentsmith` finds it.
  const expectedName = name === "cli" ? "intentsmith" : `@intentsmith/${name}`;
  require(manifest.name === expectedName, `name: expected ${expectedName}, received ${manifest.name}`);
  require(manifest.license === rootManifest.license, `license: expected ${rootManifest.license}`);
  require(manifest.engines?.node === rootManifest.engines.node, `engines.node: expected ${rootManifest.engines.node}`);
  require(manifest.type === "module", "type: expected module");
  require((manifest.description ?? "").endsWith("."), "description: expected a sentence");
  require(manifest.publishConfig?.access === "public", "publishConfig.access: expected public");
  require(read("LICENSE") === licence, "LICENSE: expected a copy of the one at the root");
  require(read("README.md") !== "", "README.md is missing");
  for (const file of ["README.md", "LICENSE"]) require(manifest.files?.includes(file), `files: expected ${file} in it`);
  for (const field of dependencyFields) {
    for (const [dependency, range] of Object.entries(manifest[field] ?? {})) {
      const expected = expectedRange(dependency, known) ?? "an entry in the catalog of pnpm-workspace.yaml";
      require(range ===
        expected, `${field}: ${dependency}: expected ${expected}, received ${range} (npm run release -- align)`);
    }
  }
}
const versions = new Set(packages.map(({ manifest }) => manifest.version));
if (versions.size > 1) problems.push(`packages: expected one version for all, received ${[...versions].join(", ")}`);

for (const problem of problems) console.log(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
