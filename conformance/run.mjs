// Other people's clients and runtimes against our output: type check, then the tests. Run it as
// `npm run test:conformance`, which installs what this folder needs first. Arguments go to vitest.

import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const root = join(import.meta.dirname, "..");
const fromRoot = createRequire(join(root, "package.json"));
const binary = (name, file) => join(dirname(fromRoot.resolve(`${name}/package.json`)), file);
const run = (...args) => spawnSync(process.execPath, args, { cwd: import.meta.dirname, stdio: "inherit" }).status ?? 1;

process.exitCode =
  run(binary("typescript", "bin/tsc"), "-p", "tsconfig.json") ||
  run(binary("vitest", "vitest.mjs"), "run", ...process.argv.slice(2));
