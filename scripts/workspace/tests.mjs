import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { atRoot, root, secondsSince } from "./root.mjs";
import { runNode } from "./run-node.mjs";

/** Runs the tests (`npm test`), all or those that vitest's arguments choose. Returns an exit code. */
export async function runTests(args) {
  const start = performance.now();
  const result = await vitest(args);
  return conclude("tests", [result], start);
}

/**
 * Runs the slow tests (`npm run test:slow`), one file after another so that they do not compete for the processor.
 * INTENTSMITH_SLOW_BUDGET_S: no file is started after so many seconds; the ones left out are named.
 */
export async function runSlowTests(args) {
  const start = performance.now();
  const env = { INTENTSMITH_SLOW: "1" };
  if (args.length > 0) return conclude("slow tests", [await vitest(args, env)], start);
  const budgetS = Number(process.env["INTENTSMITH_SLOW_BUDGET_S"] ?? Infinity);
  const results = [];
  const left = [];
  for (const file of slowTestFiles()) {
    if ((performance.now() - start) / 1000 > budgetS) left.push(file);
    else results.push(await vitest([file], env));
  }
  if (left.length > 0) console.log(`not run, the time of ${budgetS} s was spent: ${left.join(", ")}`);
  return conclude("slow tests", results, start, left.length);
}

/**
 * Runs the tests that need a browser or a server (`npm run test:services`). What is not on this machine is skipped, by
 * name and counted.
 */
export async function runServiceTests(args) {
  const start = performance.now();
  const types = await runNode([atRoot("node_modules/typescript/bin/tsc"), "-p", atRoot("services/tsconfig.json")]);
  if (types !== 0) return types;
  const result = await vitest(["--config", atRoot("services/vitest.config.ts"), ...args]);
  return conclude("service tests", [result], start);
}

/**
 * One run of vitest, with its report for people on our output and its counts in the result. It has a temporary folder of
 * its own, which is empty again after it: `left` names what is not gone.
 */
async function vitest(args, env = {}) {
  const folder = mkdtempSync(join(tmpdir(), "intentsmith-tests-"));
  chmodSync(folder, 0o755); // a database that refuses to run as root works below it as somebody else
  const report = join(folder, "report.json");
  const temporary = join(folder, "temporary");
  mkdirSync(temporary);
  try {
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    const code = await runNode([atRoot("node_modules/vitest/vitest.mjs"), "run", ...reporters, ...args], {
      env: { ...env, TMPDIR: temporary, TMP: temporary, TEMP: temporary },
    });
    const left = readdirSync(temporary).filter((name) => !keptByNode.has(name));
    return { code, left, ...(existsSync(report) ? summarise(JSON.parse(readFileSync(report, "utf8"))) : nothing) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Compiled code, which `packages/cli/bin/intentsmith.js` asks Node 22 and newer to keep between runs. */
const keptByNode = new Set(["node-compile-cache"]);

const nothing = { passed: 0, failed: 0, skipped: [] };

function summarise({ testResults, numPassedTests: passed, numFailedTests }) {
  // A file that does not even load has no failed test in it, and is one.
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === "failed" && !assertionResults.some(failing),
  );
  const skipped = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === "skipped" || status === "pending" || status === "todo")
      .map(({ fullName }) => `${relative(root, name)}: ${fullName}`),
  );
  return { passed, failed: numFailedTests + broken.length, skipped };
}

function failing({ status }) {
  return status === "failed";
}

/** The last lines: what was skipped, by name, and the counts. */
function conclude(title, results, start, notRun = 0) {
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  let failed = results.reduce((sum, result) => sum + result.failed, 0);
  const skipped = results.flatMap((result) => result.skipped);
  const left = results.flatMap((result) => result.left);
  for (const name of left) console.log(`left behind in the temporary folder: ${name}`);
  if (left.length > 0) failed++;
  const code = results.find((result) => result.code !== 0)?.code ?? (left.length > 0 ? 1 : 0);
  // vitest also fails on an error outside any test.
  if (code !== 0 && failed === 0) failed = 1;
  const shown = 20;
  for (const name of skipped.slice(0, shown)) console.log(`skipped: ${name}`);
  if (skipped.length > shown) console.log(`skipped: … and ${skipped.length - shown} more`);
  const counts = [`${passed} passed`, `${failed} failed`, `${skipped.length} skipped`];
  if (notRun > 0) counts.push(`${notRun} files not run`);
  console.log(`${title}: ${counts.join(", ")} (${secondsSince(start)})`);
  return code;
}

function slowTestFiles() {
  return ["datasets", "examples", "scripts", ...readdirSync(atRoot("packages")).map((name) => `packages/${name}/src`)]
    .filter((folder) => existsSync(atRoot(folder)))
    .flatMap((folder) =>
      readdirSync(atRoot(folder), { recursive: true })
        .filter((name) => /\.slow\.(m?ts|mjs)$/.test(name))
        .map((name) => `${folder}/${name.replaceAll("\\", "/")}`),
    )
    .sort();
}
