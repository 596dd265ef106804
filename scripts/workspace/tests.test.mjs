import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { atRoot } from "./root.mjs";

/** Runs one planted test as `npm test` runs the project's own. */
function runPlanted(test) {
  const folder = mkdtempSync(join(tmpdir(), "planted-tests-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "planted.test.mjs"), test);
  const script = `const { runTests } = await import(${JSON.stringify(pathToFileURL(atRoot("scripts/workspace/tests.mjs")).href)});
process.exitCode = await runTests(["--root", ${JSON.stringify(folder)}, "--globals"]);`;
  const { status, stdout } = spawnSync(process.execPath, ["--input-type=module", "--eval", script], {
    encoding: "utf8",
  });
  return { status, stdout, folder };
}

const imports = `import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
`;

it("a test that leaves something in the temporary folder fails the run and is named; nothing is left after it", () => {
  const { status, stdout, folder } = runPlanted(`${imports}
test("leaves a folder", () => {
  writeFileSync(join(import.meta.dirname, "place"), mkdtempSync(join(tmpdir(), "left-over-")));
});
`);
  expect(status).toBe(1);
  expect(stdout).toMatch(/^left behind in the temporary folder: left-over-\w+\ntests: 1 passed, 1 failed, 0 skipped/m);
  expect(existsSync(readFileSync(join(folder, "place"), "utf8"))).toBe(false);
});

it("a test that takes away what it made passes", () => {
  const { status, stdout } = runPlanted(`${imports}
test("leaves nothing", () => rmSync(mkdtempSync(join(tmpdir(), "gone-")), { recursive: true }));
`);
  expect([status, stdout]).toEqual([0, expect.stringMatching(/^tests: 1 passed, 0 failed, 0 skipped/m)]);
});
