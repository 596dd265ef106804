import { defineConfig } from "vitest/config";

/** A config of its own: `npm test` does without the packages, the browser and the servers that these tests need. */
export default defineConfig({
  resolve: { conditions: ["@intentsmith/source"] },
  ssr: { resolve: { conditions: ["@intentsmith/source"] } },
  root: import.meta.dirname,
  test: {
    name: "services",
    include: ["src/**/*.test.ts"],
    pool: "forks",
    maxWorkers: 1,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
