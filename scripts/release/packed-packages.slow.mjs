// What `npm pack` makes of packages/*, installed with npm and used as others would: in plain JavaScript, strict
// TypeScript, CommonJS, on the command line.

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { atRoot, root } from "../workspace/root.mjs";
import { readPackages } from "./manifests.mjs";
import { packAll } from "./pack.mjs";
import { project, run } from "./testing.mjs";

const work = mkdtempSync(join(tmpdir(), "intentsmith-packed-"));
const consumer = join(work, "consumer");
const packages = readPackages(root).map(({ manifest }) => ({ manifest, name: manifest.name }));
/** Every entry that a package exports: `@intentsmith/model/onnx`. */
const entries = packages.flatMap(({ name, manifest }) =>
  Object.keys(manifest.exports).map((entry) => `${name}${entry.slice(1)}`),
);

beforeAll(() => {
  const packed = packAll(root, join(work, "tarballs"));
  project(consumer, { "package.json": { name: "consumer", version: "1.0.0", private: true, type: "module" } });
  const args = ["install", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error", "@types/node@20"];
  run("npm", [...args, ...packed.map(({ path }) => path)], consumer);
});

afterAll(() => rmSync(work, { recursive: true, force: true }));

it.each(packages)("$name is installed with licence and card, and without tests and sources", ({ name, manifest }) => {
  const installed = join(consumer, "node_modules", name);
  const { dependencies } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
  expect(dependencies).toEqual(manifest.dependencies);
  for (const file of ["LICENSE", "README.md"]) expect(existsSync(join(installed, file))).toBe(true);
  const files = readdirSync(installed, { recursive: true }).map(String);
  expect(files.filter((file) => /\.(test|slow)\.|(^|\/)(src|testing)(\/|$)|tsbuildinfo/.test(file))).toEqual([]);
});

it("every entry can be imported by plain JavaScript", () => {
  const script = `for (const entry of ${JSON.stringify(entries)}) await import(entry); console.log("imported");`;
  project(consumer, { "plain.mjs": script });
  expect(run(process.execPath, ["plain.mjs"], consumer)).toBe("imported\n");
});

it("and by CommonJS, with import()", () => {
  const script = `Promise.all(${JSON.stringify(entries)}.map((entry) => import(entry))).then(
  ([first]) => console.log(typeof first));`;
  project(consumer, { "common.cjs": script });
  expect(run(process.execPath, ["common.cjs"], consumer)).toBe("object\n");
});

describe("strict TypeScript that looks into the packages' types (skipLibCheck: false)", () => {
  const source = `${entries.map((entry, i) => `import * as entry${i} from "${entry}";`).join("\n")}
import { IntentClassifier, type Classification } from "@intentsmith/classifier";
import { IntentsmithError, SeededRandom } from "@intentsmith/core";

export const all: object[] = [${entries.map((_, i) => `entry${i}`).join(", ")}];
export const state: number[] = new SeededRandom(1).state().S;
export async function answer(folder: string): Promise<Classification | undefined> {
  try {
    const classifier = await IntentClassifier.load(folder);
    return await classifier.classify("what comes next?");
  } catch (error) {
    if (error instanceof IntentsmithError && error.code === "FILE_NOT_FOUND") return undefined;
    throw error;
  }
}
`;
  const check = (options, text = source) => {
    project(consumer, {
      "strict.ts": text,
      "tsconfig.json": {
        compilerOptions: {
          strict: true,
          skipLibCheck: false,
          noUncheckedIndexedAccess: true,
          exactOptionalPropertyTypes: true,
          target: "es2023",
          lib: ["es2023"],
          types: ["node"],
          noEmit: true,
          ...options,
        },
        files: ["strict.ts"],
      },
    });
    return run(process.execPath, [atRoot("node_modules/typescript/bin/tsc"), "-p", "."], consumer);
  };

  it.each([
    ["NodeNext", { module: "nodenext", moduleResolution: "nodenext" }],
    ["a bundler", { module: "esnext", moduleResolution: "bundler" }],
  ])("resolved as by %s", (_, options) => {
    expect(check(options)).toBe("");
    // The compiler does look: what does not fit is refused.
    const wrong = `import { SeededRandom } from "@intentsmith/core";\nexport const state: string = new SeededRandom(1).state();\n`;
    expect(() => check(options, wrong)).toThrow("TS2322");
  });
});

it("the command starts", () => {
  const { version } = packages.find(({ name }) => name === "intentsmith").manifest;
  expect(run("npx", ["--no-install", "intentsmith", "--version"], consumer)).toBe(`${version}\n`);
});
