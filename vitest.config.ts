import { defineConfig } from "vitest/config";

const packages = [
  "core",
  "remote",
  "data",
  "graph",
  "model",
  "classifier",
  "tracking",
  "eval",
  "train",
  "export",
  "serve",
  "cli",
];
const slow = process.env["INTENTSMITH_SLOW"] === "1";
const ending = slow ? "slow" : "test";

/** Projects whose files get a process each. Files of the others share one: half of their time was loading modules. */
const isolated = new Set(["train", "serve", "examples", "datasets", "mutation"]);

/** One project a package, so that `vitest --project graph` runs one; and the folders beside them that hold tests. */
const projects = [
  ...packages.map((name) => ({ name, include: [`packages/${name}/src/**/*.${ending}.ts`] })),
  { name: "examples", include: [`examples/*.${ending}.{ts,mjs}`] },
  { name: "datasets", include: [`datasets/*.${ending}.ts`] },
  { name: "scripts", include: [`scripts/**/*.${ending}.mjs`] },
  { name: "mutation", include: [`mutation/*.${ending}.mjs`] },
];

export default defineConfig({
  resolve: { conditions: ["@intentsmith/source"] },
  ssr: { resolve: { conditions: ["@intentsmith/source"] } },
  test: {
    pool: "forks",
    maxWorkers: 2,
    passWithNoTests: true,
    testTimeout: slow ? 20 * 60_000 : 30_000,
    hookTimeout: slow ? 20 * 60_000 : 30_000,
    projects: projects.map((test) => ({ extends: true, test: { ...test, isolate: isolated.has(test.name) } })),
  },
});
