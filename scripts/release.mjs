// Releases the packages, step by step; each can be repeated.
//
//   npm run release -- align                        versions of the catalog and of siblings into the manifests
//   npm run release -- version 0.2.0                a new version everywhere; the changelog's unreleased part gets it
//   npm run release -- pack FOLDER                  builds, checks, packs every package into FOLDER
//   npm run release -- publish FOLDER --registry URL [--tag next]

import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { releaseChangelog } from "./release/changelog.mjs";
import { alignManifests } from "./release/manifests.mjs";
import { packAll } from "./release/pack.mjs";
import { publishAll } from "./release/publish.mjs";
import { pnpm } from "./workspace/install.mjs";
import { invokedFrom } from "./workspace/invoked-from.mjs";
import { root } from "./workspace/root.mjs";

const list = "packed.json";
const steps = { align, version: setVersion, pack, publish };

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { registry: { type: "string" }, tag: { type: "string", default: "latest" } },
});
const [step, operand] = positionals;
try {
  if (!Object.hasOwn(steps, step ?? "")) throw new Error(`expected one of ${Object.keys(steps).join(", ")}`);
  steps[step](operand);
} catch (error) {
  console.error(`release: ${error.message}`);
  process.exitCode = 2;
}

function align(version) {
  const changed = alignManifests(root, version);
  for (const path of changed) console.log(path);
  if (changed.length > 0) run("npx", ["--yes", pnpm, "install", "--lockfile-only"]);
}

function setVersion(version = "") {
  if (!/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(version)) throw new Error("expected a version such as 0.2.0");
  const path = join(root, "CHANGELOG.md");
  const today = new Date().toISOString().slice(0, 10);
  const changelog = releaseChangelog(readFileSync(path, "utf8"), version, today);
  align(version);
  writeFileSync(path, changelog);
  console.log(`${version}: commit, tag v${version}, then pack`);
}

function pack(folder) {
  const out = outputFolder(folder);
  if (existsSync(out) && readdirSync(out).length > 0) throw new Error(`${out}: expected no folder, or an empty one`);
  // What a source that is gone compiled to must not be packed either.
  for (const name of readdirSync(join(root, "packages"))) {
    rmSync(join(root, "packages", name, "dist"), { recursive: true, force: true });
  }
  run("npm", ["run", "--silent", "build"]);
  run("npm", ["run", "--silent", "check", "--", "packages"]);
  const packed = packAll(root, out);
  const entries = packed.map(({ path, ...rest }) => ({ ...rest, file: path.slice(out.length + 1) }));
  writeFileSync(join(out, list), `${JSON.stringify(entries, null, 2)}\n`);
  for (const { file, sha256 } of entries) console.log(`${sha256}  ${file}`);
}

function publish(folder) {
  const out = outputFolder(folder);
  const { registry, tag } = values;
  if (registry === undefined) throw new Error("name the registry: --registry URL");
  if (!existsSync(join(out, list))) throw new Error(`${out}: no ${list} in it; pack first`);
  const packed = JSON.parse(readFileSync(join(out, list), "utf8")).map((entry) => ({
    ...entry,
    path: join(out, entry.file),
  }));
  const published = publishAll(packed, { registry, tag, log: console.log });
  console.log(`${published.length} of ${packed.length} packages published at ${registry}`);
}

function outputFolder(folder) {
  if (folder === undefined) throw new Error("name a folder for the packages");
  return resolve(invokedFrom(), folder);
}

function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: "inherit", shell: process.platform === "win32" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: exit ${status}`);
}
