import { posix } from "node:path";
import { describe, expect, it } from "vitest";
import { findCircles } from "./find-circles.mjs";
import { readImports } from "./read-imports.mjs";

const isTest = (path) => path.endsWith(".test.ts") || path.includes("/testing/");

/** The circles of a package `p` with these sources: file below src → its text, or the one file that it imports. */
function circlesOf(sources) {
  const imports = Object.entries(sources).flatMap(([file, text]) => {
    const from = `p/src/${file}`;
    return readImports(text).map(({ specifier, line }) => ({
      from,
      line,
      to: posix.normalize(posix.join(posix.dirname(from), specifier)),
    }));
  });
  return findCircles("p", imports, isTest);
}

describe("circles of files", () => {
  it("names the way round, with its lines, once", () => {
    const sources = {
      "a.ts": `import { b } from "./b.ts";`,
      "b.ts": `/** B. */\nexport {\n  c,\n} from "./c.ts";`,
      "c.ts": `import { a } from "./a.ts";`,
    };
    expect(circlesOf(sources)).toEqual([
      "packages/p/src/a.ts: files import each other: p/src/a.ts:1 → p/src/b.ts:2 → p/src/c.ts:1 → p/src/a.ts",
    ]);
  });

  // Each of these stood in the repository, one way by a type alone.
  it.each([
    ["a kernel and the class whose option it is", "optim/adamw.ts", "optim/adamw-kernel.ts"],
    ["a graph and the operators of its nodes", "ir/graph.ts", "ir/operators.ts"],
    ["a run and the state that it is made of", "train.ts", "training-state.ts"],
  ])("refuses %s", (_, one, other) => {
    const sources = {
      [one]: `import { a } from "./${posix.basename(other)}";`,
      [other]: `import type { B } from "./${posix.basename(one)}";`,
    };
    expect(circlesOf(sources)).toHaveLength(1);
    expect(circlesOf({ ...sources, [other]: "" })).toEqual([]);
  });

  it.each([
    ["import type", `import type { A } from "./a.ts";`],
    ["a list of types", `import { type A, type B } from "./a.ts";`],
    ["a type handed on", `export type { A } from "./a.ts";`],
    ["the type of an import", `export type A = import("./a.ts").A;`],
  ])("counts %s", (_, back) => {
    expect(circlesOf({ "a.ts": `import { b } from "./b.ts";`, "b.ts": back })).toHaveLength(1);
  });
});

describe("circles of folders", () => {
  // Each of these stood in the repository: [folder, file in it, what that imports].
  it.each([
    [
      "model: the package's top folder and bert",
      { "bi-encoder.ts": "./bert/encoder.ts", "bert/encoder.ts": "../parameters.ts" },
      ". → bert → .",
    ],
    [
      "gradient and its rules",
      { "gradient/gradient.ts": "./rules/rules.ts", "gradient/rules/matmul.ts": "../rule.ts" },
      "gradient → gradient/rules → gradient",
    ],
    [
      "eval: the package's top folder and metrics",
      { "pairs.ts": "./metrics/similarity.ts", "metrics/similarity.ts": "../embeddings.ts" },
      ". → metrics → .",
    ],
    [
      "data: the package's top folder and readers",
      { "read-dataset.ts": "./readers/create-reader.ts", "readers/row.ts": "../example.ts" },
      ". → readers → .",
    ],
    [
      "data: the package's top folder and splits",
      { "filter-rows.ts": "./splits/complete-splits.ts", "splits/split-report.ts": "../example.ts" },
      ". → splits → .",
    ],
    [
      "train: the package's top folder and grid",
      { "config-json-schemas.ts": "./grid/grid-config.ts", "grid/grid-run.ts": "../run-lock.ts" },
      ". → grid → .",
    ],
    [
      "three folders in a ring",
      { "a/x.ts": "../b/x.ts", "b/y.ts": "../c/x.ts", "c/y.ts": "../a/y.ts" },
      "a → b → c → a",
    ],
  ])("refuses %s", (_, arrows, way) => {
    const sources = Object.fromEntries(
      Object.entries(arrows).map(([file, to]) => [file, `import type { A } from "${to}";`]),
    );
    const circles = circlesOf(sources);
    expect(circles).toHaveLength(1);
    expect(circles[0]).toContain(`packages/p/src: folders import each other: ${way} (`);
    const [last] = Object.keys(arrows).slice(-1);
    expect(circlesOf({ ...sources, [last]: "" })).toEqual([]);
  });

  it("names the imports of either direction, three at most", () => {
    const sources = {
      "a/one.ts": `\nimport { x } from "../b/x.ts";`,
      "b/y.ts": [1, 2, 3, 4, 5].map((n) => `import { x${n} } from "../a/x${n}.ts";`).join("\n"),
    };
    expect(circlesOf(sources)).toEqual([
      "packages/p/src: folders import each other: a → b → a (a/one.ts:2 → b/x.ts; " +
        "b/y.ts:1 → a/x1.ts, b/y.ts:2 → a/x2.ts, b/y.ts:3 → a/x3.ts, and 2 more)",
    ]);
  });

  it("reports every circle that has to be mended", () => {
    const sources = {
      "read.ts": `import "./readers/csv.ts";\nimport "./splits/cut.ts";`,
      "readers/row.ts": `import type { A } from "../example.ts";`,
      "splits/report.ts": `import type { A } from "../example.ts";`,
    };
    expect(circlesOf(sources)).toEqual([
      expect.stringContaining(": . → readers → . ("),
      expect.stringContaining(": . → splits → . ("),
    ]);
  });

  it("leaves apart index.ts and main.ts of the package, and its tests", () => {
    const sources = {
      "index.ts": `export * from "./metrics/a.ts";`,
      "main.ts": `import "./metrics/a.ts";`,
      "metrics/a.ts": `import "../embeddings.ts";`,
      "embeddings.test.ts": `import "./metrics/a.ts";`,
      "testing/golden.ts": `import "../metrics/a.ts";`,
      "metrics/a.test.ts": `import "../testing/golden.ts";`,
    };
    expect(circlesOf(sources)).toEqual([]);
    expect(
      circlesOf({
        ...sources,
        "metrics/index.ts": `import "../report/a.ts";`,
        "report/a.ts": `import "../metrics/a.ts";`,
      }),
    ).toHaveLength(1);
  });
});
