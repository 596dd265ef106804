// Every package can be published as it is: licence, card, metadata, and workspace versions. One line a violation.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const rootManifest = readJson(join(root, "package.json"));
const licence = readFileSync(join(root, "LICENSE"), "utf8");
const problems = [];
const versions = new Set();

for (const name of readdirSync(join(root, "packages"))) {
  const folder = join(root, "packages", name);
  if (!existsSync(join(folder, "package.json"))) continue;
  const manifest = readJson(join(folder, "package.json"));
  const require = (holds, what) => holds || problems.push(`packages/${name}: ${what}`);
  const read = (file) => (existsSync(join(folder, file)) ? readFileSync(join(folder, file), "utf8") : "");
  require(manifest.name === `@intentsmith/${name}`, `name: expected @intentsmith/${name}, received ${manifest.name}`);
  require(manifest.license === rootManifest.license, `license: expected ${rootManifest.license}`);
  require(manifest.engines?.node === rootManifest.engines.node, `engines.node: expected ${rootManifest.engines.node}`);
  require(manifest.type === "module", "type: expected module");
  require((manifest.description ?? "").endsWith("."), "description: expected a sentence");
  require(manifest.publishConfig?.access === "public", "publishConfig.access: expected public");
  require(read("LICENSE") === licence, "LICENSE: expected a copy of the one at the root");
  require(read("README.md") !== "", "README.md is missing");
  for (const file of ["README.md", "LICENSE"]) require(manifest.files?.includes(file), `files: expected ${file} in it`);
  for (const field of ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"]) {
    for (const [dependency, range] of Object.entries(manifest[field] ?? {})) {
      const expected = dependency.startsWith("@intentsmith/") ? "workspace:*" : "catalog:";
      require(range === expected, `${field}: ${dependency}: expected ${expected}, received ${range}`);
    }
  }
  versions.add(manifest.version);
}
if (versions.size > 1) problems.push(`packages: expected one version for all, received ${[...versions].join(", ")}`);

for (const problem of problems) console.log(problem);
process.exitCode = problems.length === 0 ? 0 : 1;

function readJson(path) {
  return JSON.parse(readFileSync(path, "utf8"));
}
