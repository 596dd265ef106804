import { defineConfig } from "vitest/config";

/** The tests of one folder, chosen by `run.mjs`. */
const { include, exclude } = JSON.parse(process.env["INTENTSMITH_MUTATION_TESTS"]);

export default defineConfig({
  resolve: { conditions: ["@intentsmith/source"] },
  ssr: { resolve: { conditions: ["@intentsmith/source"] } },
  test: { include, exclude, testTimeout: 60_000, hookTimeout: 60_000 },
});
