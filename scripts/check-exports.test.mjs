import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { checkExports } from "./check-exports.mjs";
import { readExports, readNamedImports } from "./read-exports.mjs";

const folders = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** What the check says of the package `a`, whose index is given; other files by their path from the root. */
function problemsOf(index, files = {}) {
  const root = mkdtempSync(join(tmpdir(), "check-exports-"));
  folders.push(root);
  const exported = { ".": { "@intentsmith/source": "./src/index.ts" } };
  const all = {
    "packages/a/package.json": JSON.stringify({ name: "@intentsmith/a", exports: exported }),
    "packages/a/src/index.ts": index,
    "packages/a/src/x.ts": "export const x = 1;\nexport interface Options {\n  y: number;\n}\n",
    ...files,
  };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return checkExports(root, ["a"]).map((problem) => problem.split(":")[1]?.trim());
}

const index = 'export { x } from "./x.ts";\n';

describe("an export", () => {
  it("that nobody uses is a violation", () => {
    expect(problemsOf(index)).toEqual(["x is used by no other package"]);
    expect(problemsOf('export * from "./x.ts";\n')).toEqual([
      "x is used by no other package",
      "type Options is used by no other package",
    ]);
  });

  it.each([
    ["another package", { "packages/b/src/b.ts": 'import { x } from "@intentsmith/a";\n' }],
    [
      "another package, over several lines",
      { "packages/b/src/b.ts": 'import {\n  w,\n  x as z,\n} from "@intentsmith/a";\n' },
    ],
    [
      "another package, when it is needed",
      { "packages/b/src/b.ts": 'const { x } = await import("@intentsmith/a");\n' },
    ],
    ["a benchmark", { "benchmarks/b.mjs": 'import { x } from "@intentsmith/a";\n' }],
    ["nobody, but its card names it", { "packages/a/README.md": "- `x`: the unknown.\n" }],
  ])("is used by %s", (_, files) => expect(problemsOf(index, files)).toEqual([]));

  it.each([
    ["the package's own test", { "packages/a/src/x.test.ts": 'import { x } from "@intentsmith/a";\n' }],
    [
      "a file that imports the same name from elsewhere",
      { "packages/b/src/b.ts": 'import { x } from "@intentsmith/c";\n' },
    ],
    ["a card that has the letters in another word", { "packages/a/README.md": "xylophone\n" }],
  ])("is not used by %s", (_, files) => expect(problemsOf(index, files)).toEqual(["x is used by no other package"]));

  it("of a type may stand in what else is exported", () => {
    const both = 'export { f } from "./f.ts";\nexport type { Options } from "./x.ts";\n';
    const used = { "packages/b/src/b.ts": 'import { f } from "@intentsmith/a";\n' };
    const f = 'import type { Options } from "./x.ts";\nexport const f = (options: Options): void => {};\n';
    expect(problemsOf(both, { ...used, "packages/a/src/f.ts": f })).toEqual([]);
    expect(problemsOf(both, { ...used, "packages/a/src/f.ts": "export const f = 1;\n" })).toEqual([
      "type Options is used by no other package",
    ]);
  });
});

it("names are read as they are known outside", () => {
  const source =
    'export { a as b, type C } from "./x.ts";\nexport type { D } from "./y.ts";\nexport async function e(): Promise<void> {}\nexport class F {}\n';
  expect(readExports(source).map(({ name, type }) => [name, type])).toEqual([
    ["b", false],
    ["C", true],
    ["D", true],
    ["e", false],
    ["F", false],
  ]);
  expect(readNamedImports('import def, { a as b, type C } from "m";\nexport { d } from "n";\n')).toEqual([
    { name: "a", specifier: "m" },
    { name: "C", specifier: "m" },
    { name: "d", specifier: "n" },
  ]);
});
