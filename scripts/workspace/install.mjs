import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { atRoot, root, secondsSince } from "./root.mjs";

// The newest pnpm that runs on Node 20 without complaint; `npx` fetches it where it is not installed.
export const pnpm = "pnpm@10.34.9";
const lockfile = atRoot("pnpm-lock.yaml");
const stamp = atRoot("node_modules/.intentsmith-installed");
/** pnpm's own copy of the lockfile it last installed in full. */
const installedLockfile = atRoot("node_modules/.pnpm/lock.yaml");

/** Folders with other people's large clients, which nothing but their own commands needs. */
const extraPackages = ["conformance", "benchmarks", "mutation", "services", "examples/browser"];

/**
 * Installs the dependencies if they are missing or older than the lockfile; `extras`: those of these of the extra folders,
 * too. Returns an exit code.
 */
export function installDependencies({ extras = [] } = {}) {
  const wanted = fingerprint();
  if (isInstalled(wanted) && extras.filter(isPackage).every(hasModules)) return 0;
  const start = performance.now();
  console.error(`Installing dependencies (${pnpm}, as locked in pnpm-lock.yaml) …`);
  // What an earlier command installed stays
  const left = extraPackages.filter((name) => isPackage(name) && !extras.includes(name) && !hasModules(name));
  const filter = left.map((name) => `--filter=!./${name}`);
  const args = ["--yes", pnpm, "install", "--frozen-lockfile", "--reporter=append-only", ...filter];
  const result = spawnSync("npx", args, {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 2 ** 26,
    stdio: ["ignore", "pipe", "pipe"],
    shell: process.platform === "win32",
    // CI: never ask a question, there may be no terminal. The postinstall of onnxruntime-node only fetches CUDA.
    env: { ...process.env, CI: "true", ONNXRUNTIME_NODE_INSTALL: "skip" },
  });
  if (result.status !== 0) {
    console.error([result.stdout, result.stderr, result.error?.message].filter(Boolean).join("\n").trim());
    console.error(
      `The installation failed: see pnpm's message above. It needs the npm registry that npm is configured for, and a\n` +
        `pnpm-lock.yaml that agrees with every package.json (after a change of dependencies: npx ${pnpm} install).`,
    );
    return 1;
  }
  writeFileSync(stamp, fingerprint());
  console.error(`Installed in ${secondsSince(start)}.`);
  return 0;
}

function isPackage(name) {
  return existsSync(atRoot(`${name}/package.json`));
}

function hasModules(name) {
  return existsSync(atRoot(`${name}/node_modules`));
}

function isInstalled(wanted) {
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return true;
  // Somebody ran pnpm by hand: its copy of the lockfile says the same as our stamp would.
  return existsSync(installedLockfile) && readFileSync(installedLockfile).equals(readFileSync(lockfile));
}

/** Native packages differ by platform, so a folder that came from another machine counts as not installed. */
function fingerprint() {
  const hash = createHash("sha256").update(readFileSync(lockfile)).digest("hex");
  return `${hash} ${process.platform}-${process.arch}\n`;
}
