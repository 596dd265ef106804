// Mutation testing with Stryker: changes the sources of a folder one small piece at a time and counts how many of the
// changes its tests notice. Run it as `npm run test:mutation`, which installs what this folder needs first.
//
//   npm run test:mutation -- [FOLDER …] [--sample 300] [--seed 1]

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Stryker } from "@stryker-mutator/core";
import { folders } from "./folders.mjs";
import { formatScore, readScore } from "./score.mjs";

const root = join(import.meta.dirname, "..");
const results = join(root, ".cache", "mutation");

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { sample: { type: "string", default: "300" }, seed: { type: "string", default: "1" } },
});
const count = Number(values.sample);
const unknown = positionals.filter((name) => !Object.hasOwn(folders, name));
if (unknown.length > 0 || !Number.isInteger(count) || count < 1) {
  console.error(
    `Expected folders among ${Object.keys(folders).join(", ")} and --sample N; received ${process.argv.slice(2).join(" ")}`,
  );
  process.exit(2);
}

process.chdir(root);
mkdirSync(results, { recursive: true });
for (const name of positionals.length > 0 ? positionals : Object.keys(folders)) {
  const report = join(results, `${name}.json`);
  await mutate(folders[name], report);
  const score = readScore(JSON.parse(readFileSync(report, "utf8")));
  writeFileSync(join(results, `${name}.txt`), formatScore(name, score));
  console.log(formatScore(name, score));
}

/** Runs Stryker on a copy of the working tree; its report, with every mutant, goes into a file. */
async function mutate({ sources, without = [] }, report) {
  process.env["INTENTSMITH_MUTATION_SAMPLE"] = JSON.stringify({ count, seed: values.seed });
  process.env["INTENTSMITH_MUTATION_TESTS"] = JSON.stringify({
    include: [`${sources}/**/*.test.ts`],
    exclude: without.map((path) => `${sources}/${path}`),
  });
  await new Stryker({
    mutate: [`${sources}/**/*.ts`, `!${sources}/**/*.test.ts`, `!${sources}/**/testing/**`],
    checkers: ["sample"],
    plugins: [join(import.meta.dirname, "sample-checker.mjs"), pathOf("@stryker-mutator/vitest-runner")],
    testRunner: "vitest",
    vitest: { configFile: relative(root, join(import.meta.dirname, "vitest.config.mjs")), related: false },
    coverageAnalysis: "perTest",
    // One process: two cores are soon busy, and the sample is drawn in the one that checks
    concurrency: 1,
    // Endless loops are found by counting; a slow machine must not pass for one
    timeoutMS: 30_000,
    reporters: ["json", "progress-append-only"],
    jsonReporter: { fileName: report },
    ignorePatterns: ["benchmarks", "docs", "runs", ".cache", "dist"],
    tempDirName: join(results, "copy"),
    cleanTempDir: "always",
    // Stryker would rewrite it with a compiler's interface that TypeScript 7 does not have
    tsconfigFile: "none",
    allowConsoleColors: false,
  }).runMutationTest();
}

function pathOf(specifier) {
  return fileURLToPath(import.meta.resolve(specifier));
}
