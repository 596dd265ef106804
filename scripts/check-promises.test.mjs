import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { checkPromises } from "./check-promises.mjs";

const folders = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const core = {
  "core/package.json": JSON.stringify({ exports: { ".": { "@intentsmith/source": "./src/index.ts" } } }),
  "core/src/index.ts": `export { parseRecord, parseConfig as parse } from "./config.ts";\n`,
  "core/src/error-codes.ts":
    "export const errorCodes = {\n  CONFIG_INVALID: { exitCode: 2 },\n  MODEL_MALFORMED: { exitCode: 2 },\n  INTERNAL: { exitCode: 1 },\n};\n",
  "core/src/config.ts": [
    `/** @throws CONFIG_INVALID */`,
    `export function parseConfig(): void {\n  throw new IntentsmithError("CONFIG_INVALID", "a");\n}\n`,
    `const hints = {\n  malformed: "MODEL_MALFORMED",\n};\n`,
    `/** Checks. @throws MODEL_MALFORMED. */`,
    `export async function parseRecord(): Promise<void> {\n  fail(hints.malformed);\n}\n`,
  ].join("\n"),
};

/** Violations of a workspace with this source as packages/model/src/load.ts. */
function problemsOf(source) {
  const root = mkdtempSync(join(tmpdir(), "check-promises-"));
  folders.push(root);
  const files = { ...core, "model/package.json": JSON.stringify({ exports: {} }), "model/src/load.ts": source };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, "packages", path)), { recursive: true });
    writeFileSync(join(root, "packages", path), text);
  }
  return checkPromises(root);
}

const takes = `import { parseRecord, parse } from "@intentsmith/core";\n\n`;

it.each([
  [
    "thrown by what it uses, across packages",
    `/** @throws MODEL_MALFORMED */\nexport function load() {\n  parseRecord();\n}\n`,
  ],
  ["under another name", `/** @throws CONFIG_INVALID, if so. */\nexport const load = () => parse();\n`],
  [
    "by a function beside it",
    `/** @throws INTERNAL */\nexport function load() {\n  fail();\n}\n\nfunction fail() {\n  throw new IntentsmithError("INTERNAL", "x");\n}\n`,
  ],
  [
    "by a class that it names",
    `/** @throws INTERNAL */\nexport function load() {\n  new A().run();\n}\n\nclass A {\n  /** @throws INTERNAL */\n  run() {\n    throw new IntentsmithError("INTERNAL", "x");\n  }\n}\n`,
  ],
  ["by whoever implements an interface", `export interface A {\n  /** @throws INTERNAL */\n  run(): void;\n}\n`],
  [
    "a module that is loaded late",
    `/** @throws MODEL_MALFORMED */\nexport async function load() {\n  const { parseRecord: check } = await import("@intentsmith/core");\n  check();\n}\n`,
  ],
])("a promise that is kept: %s", (_, source) => {
  expect(problemsOf(takes + source)).toEqual([]);
});

it.each([
  [
    "of another error than comes",
    `/** @throws MODEL_MALFORMED */\nexport function load() {\n  parse();\n}\n`,
    "load: promises MODEL_MALFORMED, which nothing that it uses throws",
  ],
  [
    "in a comment alone",
    `/** @throws INTERNAL */\nexport function load() {\n  // "INTERNAL"\n}\n`,
    "load: promises INTERNAL, which nothing",
  ],
  [
    "of a code that is none",
    `/** @throws MODEL_IS_MALFORMED */\nexport function load() {\n  parse();\n}\n`,
    "load: promises MODEL_IS_MALFORMED, which is no error code",
  ],
  [
    "that leaves one out",
    `/** @throws CONFIG_INVALID */\nexport function load() {\n  parse();\n  throw new IntentsmithError("INTERNAL", "x");\n}\n`,
    "load: throws INTERNAL, which its docstring does not say",
  ],
])("a promise that is not kept: %s", (_, source, problem) => {
  expect(problemsOf(takes + source)).toEqual([expect.stringContaining(`packages/model/src/load.ts: ${problem}`)]);
});
