import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";

const root = join(import.meta.dirname, "..", "..", "..");
const packages = readdirSync(join(root, "packages"))
  .filter((name) => existsSync(join(root, "packages", name, "package.json")))
  .map((name) => ({ name, folder: join(root, "packages", name) }));
// The version the workspace itself is installed with; npm's own `pack` would leave `workspace:*` in the manifests.
const pnpm =
  /"(pnpm@[\d.]+)"/.exec(readFileSync(join(root, "scripts", "workspace", "install.mjs"), "utf8"))?.[1] ?? "pnpm";

const work = mkdtempSync(join(tmpdir(), "intentsmith-pack-"));
const project = join(work, "project");
const tarballs = join(work, "tarballs");

beforeAll(() => {
  mkdirSync(tarballs);
  mkdirSync(project);
  for (const { folder } of packages) run("npx", ["--yes", pnpm, "pack", "--pack-destination", tarballs], folder);
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "empty", version: "1.0.0", private: true }));
  const files = readdirSync(tarballs).map((file) => join(tarballs, file));
  run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error", ...files], project);
});

afterAll(() => rmSync(work, { recursive: true, force: true }));

it("packs every package", () => {
  expect(readdirSync(tarballs)).toHaveLength(packages.length);
});

it.each(packages)("$name: installs with versions, licence and card, and without tests and sources", ({ name }) => {
  const installed = join(project, "node_modules", "@intentsmith", name);
  expect(readFileSync(join(installed, "package.json"), "utf8")).not.toMatch(/"(workspace|catalog):/);
  expect(existsSync(join(installed, "LICENSE"))).toBe(true);
  expect(existsSync(join(installed, "README.md"))).toBe(true);
  const files = readdirSync(installed, { recursive: true }).map(String);
  expect(files.filter((file) => /\.(test|slow)\.|(^|\/)(src|testing)(\/|$)|tsbuildinfo/.test(file))).toEqual([]);
});

it.each(packages.filter(({ folder }) => existsSync(join(folder, "tsconfig.json"))))(
  "$name: can be imported",
  ({ name }) => {
    const script = "await import(process.argv[1]); console.log('imported')";
    expect(
      run(process.execPath, ["--input-type=module", "--eval", script, `@intentsmith/${name}`], project).trim(),
    ).toBe("imported");
  },
);

it("starts the command", () => {
  expect(run("npx", ["--no-install", "intentsmith", "--help"], project)).toContain("intentsmith");
});

/** Output of a command that has to succeed. `ONNXRUNTIME_NODE_INSTALL`: its install script only fetches CUDA. */
function run(command: string, args: string[], cwd: string): string {
  const env = { ...process.env, CI: "true", ONNXRUNTIME_NODE_INSTALL: "skip" };
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: "utf8", env });
  if (status !== 0)
    throw new Error(`${command} ${args.join(" ")}: exit ${status}\n${stdout}\n${stderr}`, { cause: error });
  return stdout;
}
