import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { checkImports } from "./check-imports.mjs";
import { packageImports } from "./import-rules.mjs";
import { readImports } from "./read-imports.mjs";

const folders = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A workspace with the given files below packages/; a package without a manifest gets one. */
function workspace(files, manifests = {}) {
  const root = mkdtempSync(join(tmpdir(), "check-imports-"));
  folders.push(root);
  const write = (path, text) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  write("package.json", JSON.stringify({ devDependencies: { vitest: "1.0.0" } }));
  for (const name of new Set(Object.keys(files).map((path) => path.split("/")[0]))) {
    write(`packages/${name}/package.json`, JSON.stringify(manifests[name] ?? { dependencies: {} }));
  }
  for (const [path, text] of Object.entries(files)) write(`packages/${path}`, text);
  return root;
}

function problemsOf(files, manifests) {
  return checkImports(workspace(files, manifests));
}

describe("a workspace that keeps the rules", () => {
  it("has no violation", () => {
    const files = {
      "core/src/index.ts": `import { join } from "node:path";\nexport const at = join;\n`,
      "data/src/index.ts": `import { at } from "@intentsmith/core";\nexport { read } from "./read.ts";\nexport const a = at;\n`,
      "data/src/read.ts": `/** See \`import x from "yargs"\` and https://a.example */\nexport const read = 1;\n`,
      "data/src/read.test.ts": `import { it } from "vitest";\nimport { createServer } from "node:http";\n`,
      "data/src/fetch/download.ts": `import { request } from "undici";\nexport const r = request;\n`,
      "classifier/src/index.ts": `import { w } from "@intentsmith/model/tokenizer";\nexport const x = w;\n`,
      "model/src/index.ts": `export {};\n`,
      "remote/src/range.ts": `import { request } from "undici";\nexport const r = request;\n`,
      "tracking/src/index.ts": `import { createServer } from "node:http";\nexport const s = await fetch("x");\n`,
      "graph/src/engines/onnxruntime-engine.ts": `import { InferenceSession } from "onnxruntime-node";\n`,
    };
    const manifests = {
      data: { dependencies: { "@intentsmith/core": "workspace:*", undici: "7" } },
      remote: { dependencies: { undici: "7" } },
      model: { exports: { ".": "./src/index.ts", "./tokenizer": "./src/tokenizer/index.ts" } },
      classifier: { dependencies: { "@intentsmith/model": "workspace:*" } },
      graph: { dependencies: { "onnxruntime-node": "1" } },
    };
    expect(problemsOf(files, manifests)).toEqual([]);
  });
});

describe("an entry for browsers", () => {
  const manifests = {
    core: { exports: { "./web": { "@intentsmith/source": "./src/web.ts" } } },
    classifier: { dependencies: { "@intentsmith/core": "1" } },
  };
  const files = {
    "core/src/web.ts": `export { a } from "./a.ts";\n`,
    "core/src/a.ts": `import type { Stats } from "node:fs";\nexport const a = (s: Stats) => s;\n`,
    "classifier/src/web.ts": `import { a } from "@intentsmith/core/web";\nexport const b = a;\n`,
  };

  it("may take types from Node", () => {
    expect(problemsOf(files, manifests)).toEqual([]);
  });

  it("reaches no module of Node's, also by way of another package", () => {
    const reaching = { ...files, "core/src/a.ts": `import { statSync } from "node:fs";\nexport const a = statSync;\n` };
    expect(problemsOf(reaching, manifests)).toEqual([
      "packages/classifier/src/web.ts: core/src/web.ts → core/src/a.ts → node:fs",
      "packages/core/src/web.ts: core/src/a.ts → node:fs",
    ]);
  });
});

describe("planted violations", () => {
  const declared = (...names) => ({ dependencies: Object.fromEntries(names.map((name) => [name, "1"])) });
  const cases = [
    ["an arrow that goes up", "core/src/a.ts", `import "@intentsmith/train";`, [], "core may not import"],
    ["a dependency that goes up", "core/src/a.ts", "", ["@intentsmith/cli"], "core may not depend on @intentsmith/cli"],
    ["an undeclared package", "core/src/a.ts", `import { z } from "zod";`, [], "zod is not among the dependencies"],
    ["a test's tool in a source", "core/src/a.ts", `import "vitest";`, [], "vitest is not among"],
    ["a path into another src", "data/src/a.ts", `import "../../core/src/b.ts";`, [], "leaves the package"],
    [
      "a subpath that is no export",
      "data/src/a.ts",
      `import "@intentsmith/core/dist/b.js";`,
      ["@intentsmith/core"],
      `import "@intentsmith/core"`,
    ],
    [
      "the engine elsewhere",
      "graph/src/ops/a.ts",
      `import "onnxruntime-node";`,
      ["onnxruntime-node"],
      "only graph/src/engines",
    ],
    [
      "the engine in a test",
      "model/src/a.test.ts",
      `import "onnxruntime-node";`,
      ["onnxruntime-node"],
      "only graph/src/engines",
    ],
    ["yargs elsewhere", "core/src/a.ts", `import yargs from "yargs/yargs";`, ["yargs"], "only cli/"],
    [
      "a tokenizer in data",
      "data/src/a.ts",
      `import "@huggingface/tokenizers";`,
      ["@huggingface/tokenizers"],
      "only model/",
    ],
    ["the network", "train/src/a.ts", `const http = await import("node:http");`, [], "may use node:http"],
    ["fetch", "model/src/load.ts", `export const a = await fetch("x");`, [], "may use fetch"],
    ["a builtin without node:", "core/src/a.ts", `import { join } from "path";`, [], `write "node:path"`],
    [
      "a source that uses what is there for tests",
      "core/src/a.ts",
      `import "./testing/b.ts";`,
      [],
      "is there for tests",
    ],
    ["a way round by index.ts", "core/src/a/b.ts", `import "../index.ts";`, [], "is for other packages"],
    ["a service with the trainer", "serve/src/a.ts", `import "@intentsmith/train";`, [], "serve may not import"],
    ["a folder named utils", "core/src/utils/a.ts", "", [], `no folder named "utils"`],
    ["a folder of tests", "core/src/__tests__/a.test.ts", "", [], "a test stands beside its file"],
    ["a long file", "core/src/a.ts", "export {};\n".repeat(251), [], "251 lines"],
    ["a package nobody knows", "misc/src/a.ts", "", [], "not in the table"],
  ];

  it.each(cases)("finds %s", (_, path, source, dependencies, message) => {
    const [name] = path.split("/");
    const problems = problemsOf({ [path]: source }, { [name]: declared(...dependencies) });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(message);
    expect(problems[0]).toContain(`packages/${name}`);
  });

  it("names the line", () => {
    const problems = problemsOf({ "core/src/a.ts": `// one\n/* two\n */\n\nimport {\n  z,\n} from "zod";\n` });
    expect(problems).toEqual([expect.stringMatching(/^packages\/core\/src\/a\.ts:5: /)]);
  });
});

describe("the table of packages", () => {
  it("is in processing order: a package imports only those above it", () => {
    const order = Object.keys(packageImports);
    const upwards = order.flatMap((name, at) =>
      packageImports[name].filter((other) => !order.slice(0, at).includes(other)),
    );
    expect(upwards).toEqual([]);
  });
});

describe("readImports", () => {
  it("reads every form and no comment or string", () => {
    const source = [
      `import a, { type B } from "one";`,
      `import type { C } from 'two';`,
      `export * from "three";`,
      `import "four";`,
      `const d = await import("five"), e = require("six");`,
      `// import "seven";`,
      ` * import "eight";`,
      `const text = "see https://nine.example";`,
      `export const from = "ten";`,
      `this.fetch("x"); prefetch(); const fetched = agent.fetch();`,
    ].join("\n");
    expect(readImports(source).map(({ specifier }) => specifier)).toEqual([
      "one",
      "two",
      "three",
      "four",
      "five",
      "six",
    ]);
  });
});
