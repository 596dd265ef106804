import { defineConfig } from "vitest/config";

/** A config of its own: `npm test` does without the packages that these tests need. */
export default defineConfig({
  resolve: { conditions: ["@intentsmith/source"] },
  ssr: { resolve: { conditions: ["@intentsmith/source"] } },
  test: {
    name: "conformance",
    include: ["src/**/*.test.ts"],
    pool: "forks",
    maxWorkers: 1,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
