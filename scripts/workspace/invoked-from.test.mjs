import { spawnSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { invokedFrom } from "./invoked-from.mjs";
import { root } from "./root.mjs";

it("npm --prefix REPOSITORY run intentsmith: paths start from the folder in which it was typed", () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "intentsmith-invoked-")));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "data.csv"), "text,label\ngo on,next\nwhat next,next\nstop now,stop\nthat is all,stop\n");
  writeFileSync(
    join(folder, "own.yaml"),
    "data: {reader: csv, files: [data.csv], splits: {validation: 0, test: 0}}\nmodel: {base: ./nowhere}\n" +
      "train: {sampler: {type: grouped, batchTexts: 4}, epochs: 1, learningRate: 0.001}\n",
  );
  const args = ["--prefix", root, "run", "--silent", "intentsmith", "--", "data", "stats", "--config", "own.yaml"];
  const { npm_lifecycle_event: _, INIT_CWD: __, ...env } = process.env;
  const options = { cwd: folder, encoding: "utf8", env, shell: process.platform === "win32" };
  const { status, stdout, stderr } = spawnSync("npm", args, options);
  expect([status, stdout], stderr).toEqual([0, expect.stringContaining("4 examples, 2 labels")]);
});

it.each([
  ["under npm, what npm says", { npm_lifecycle_event: "intentsmith", INIT_CWD: "/somewhere" }, "/somewhere"],
  ["otherwise the working folder, whatever is left in the environment", { INIT_CWD: "/somewhere" }, process.cwd()],
  ["under an npm that does not say", { npm_lifecycle_event: "intentsmith" }, process.cwd()],
])("%s", (_, environment, expected) => expect(invokedFrom(environment)).toBe(expected));
