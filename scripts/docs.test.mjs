import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { errorCodes } from "../packages/core/src/error-codes.ts";
import { configJsonSchemas } from "../packages/train/src/config/json-schemas.ts";
import { configRows } from "./docs-config-rows.mjs";
import { configSchema, referenceFiles } from "./docs-reference.mjs";

const { training, grid } = configJsonSchemas();
const schema = configSchema(training, grid);
const committed = (name) =>
  readFileSync(fileURLToPath(new URL(`../docs/reference/${name}`, import.meta.url)), "utf8").replaceAll("\r\n", "\n");

test.each(Object.entries(referenceFiles({ errorCodes, schema })))(
  "docs/reference/%s is what `npm run docs` writes now",
  (name, content) => {
    expect(committed(name), "run `npm run docs` and commit the result").toBe(content);
  },
);

test("every key of a config says what it means: `.describe()` in its schema", () => {
  const silent = Object.entries(schema.properties).flatMap(([name, section]) =>
    configRows(section)
      .filter(({ meaning }) => meaning === "" || meaning.endsWith(": "))
      .map(({ key }) => `${name}.${key}`),
  );
  expect(silent).toEqual([]);
});
