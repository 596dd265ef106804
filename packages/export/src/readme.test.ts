import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { trainedFolder } from "./testing/trained-folder.ts";

const work = mkdtempSync(join(tmpdir(), "export-readme-"));
const before = process.cwd();

beforeAll(() => {
  trainedFolder(join(work, "runs", "quickstart", "model"));
  process.chdir(work);
});

afterAll(() => {
  process.chdir(before);
  rmSync(work, { recursive: true });
});

it("the README's example runs", async () => {
  const readme = readFileSync(join(import.meta.dirname, "..", "README.md"), "utf8");
  const code = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
  const example = join(import.meta.dirname, "testing", "readme-example.ts");
  expect(readFileSync(example, "utf8")).toBe(code);
  const said = vi.spyOn(console, "log").mockImplementation(() => {});
  await import("./testing/readme-example.ts");
  expect(said.mock.calls[0]?.[0]).toMatch(/^differs by \d.* at most on \d+ texts$/);
  expect(said.mock.calls[1]).toEqual([expect.stringMatching(/^(next_step|stop|halt)$/), expect.any(Number)]);
  said.mockRestore();
});
