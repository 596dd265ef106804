import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";

const work = mkdtempSync(join(tmpdir(), "export-readme-"));
const before = process.cwd();
const root = join(import.meta.dirname, "..", "..", "..");

beforeAll(() => {
  const trained = join(work, "runs", "quickstart", "model");
  mkdirSync(join(work, "runs", "quickstart"), { recursive: true });
  cpSync(join(root, "oracles", "golden", "tiny-bert"), trained, { recursive: true });
  const record = {
    format: 1,
    labels: ["next step", "stop"].map((words) => ({ name: words.replace(" ", "_"), words })),
    base: "tiny-bert",
    maxSequenceLength: 48,
    metrics: {},
    config: {},
    versions: {},
    dataHash: "",
  };
  writeFileSync(join(trained, "intentsmith.json"), JSON.stringify(record));
  process.chdir(work);
});

afterAll(() => {
  process.chdir(before);
  rmSync(work, { recursive: true });
});

it("the README's example runs", async () => {
  const readme = readFileSync(join(root, "packages", "export", "README.md"), "utf8");
  const code = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
  const example = join(import.meta.dirname, "testing", "readme-example.ts");
  expect(readFileSync(example, "utf8")).toBe(code);
  const said = vi.spyOn(console, "log").mockImplementation(() => {});
  await import("./testing/readme-example.ts");
  expect(said.mock.calls[0]?.[0]).toMatch(/^differs by \d.* at most on \d+ texts$/);
  expect(said.mock.calls[1]).toEqual([expect.stringMatching(/^(next_step|stop)$/), expect.any(Number)]);
  said.mockRestore();
});
