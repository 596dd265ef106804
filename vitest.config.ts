import { defineConfig } from "vitest/config";

const packages = ["core", "data", "graph", "model", "tracking", "eval", "train", "export", "cli"];
const slow = process.env["INTENTSMITH_SLOW"] === "1";

export default defineConfig({
  resolve: { conditions: ["@intentsmith/source"] },
  ssr: { resolve: { conditions: ["@intentsmith/source"] } },
  test: {
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 30_000,
    projects: packages.map((name) => ({
      extends: true,
      test: {
        name,
        include: slow ? [`packages/${name}/src/**/*.slow.ts`] : [`packages/${name}/src/**/*.test.ts`],
      },
    })),
  },
});
