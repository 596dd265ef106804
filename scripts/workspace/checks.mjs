import { spawnSync } from "node:child_process";
import { atRoot, root, secondsSince } from "./root.mjs";

const linted = [
  "packages",
  "scripts",
  "datasets",
  "benchmarks",
  "conformance",
  "mutation",
  "services",
  "vitest.config.ts",
];

/** What `npm run check` runs, in order; each is a process that says nothing, or little, when all is well. */
const checks = {
  build: ["node_modules/typescript/bin/tsc", "-b"],
  // The same sources and the tests with them.
  types: ["node_modules/typescript/bin/tsc", "-p", "tsconfig.check.json"],
  lint: ["node_modules/oxlint/bin/oxlint", "--quiet", ...linted],
  format: ["node_modules/oxfmt/bin/oxfmt", "--check", ...linted],
  imports: ["scripts/check-imports.mjs"],
  promises: ["scripts/check-promises.mjs"],
  packages: ["scripts/check-packages.mjs"],
  docs: ["scripts/check-docs.mjs"],
};

/** Runs the checks, or those that are named: `npm run check -- lint format`. Returns an exit code. */
export function runChecks(names) {
  const unknown = names.filter((name) => !Object.hasOwn(checks, name));
  if (unknown.length > 0) {
    console.error(`No check is called ${unknown.join(", ")}; there are ${Object.keys(checks).join(", ")}.`);
    return 2;
  }
  const start = performance.now();
  let failed = 0;
  const chosen = names.length > 0 ? names : Object.keys(checks);
  for (const name of chosen) {
    const [script, ...args] = checks[name];
    const began = performance.now();
    const result = spawnSync(process.execPath, [atRoot(script), ...args], {
      cwd: root,
      encoding: "utf8",
      maxBuffer: 2 ** 26,
    });
    const good = result.status === 0;
    if (!good) failed++;
    if (!good) console.log([result.stdout, result.stderr, result.error?.message].filter(Boolean).join("\n").trim());
    console.log(`${good ? "ok    " : "FAILED"} ${name.padEnd(8)} (${secondsSince(began)})`);
  }
  console.log(`check: ${chosen.length - failed} passed, ${failed} failed (${secondsSince(start)})`);
  return failed === 0 ? 0 : 1;
}
