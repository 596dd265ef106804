import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { tinyBertFolder } from "./testing/tiny-bert.ts";

const work = mkdtempSync(join(tmpdir(), "intentsmith-model-readme-"));
const before = process.cwd();
const readme = readFileSync(join(import.meta.dirname, "..", "README.md"), "utf8");
const example = readFileSync(join(import.meta.dirname, "testing", "readme-example.ts"), "utf8");

/** The folder that the example names: a tiny BERT. */
beforeAll(() => {
  cpSync(tinyBertFolder, join(work, "all-MiniLM-L6-v2"), { recursive: true });
  process.chdir(work);
});

afterAll(() => {
  process.chdir(before);
  rmSync(work, { recursive: true });
});

test("the README's example runs as printed", async () => {
  expect(readme).toContain(`\`\`\`ts\n${example}\`\`\``);
  const printed = vi.spyOn(console, "log").mockImplementation(() => {});
  await import("./testing/readme-example.ts");
  const lines = printed.mock.calls.map(([line]) => String(line));
  printed.mockRestore();
  expect(lines[0]).toMatch(/^2 embeddings of 16 numbers, cosine -?\d\.\d{3}$/);
});
