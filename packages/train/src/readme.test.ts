import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { exampleCsv, tinyBert } from "./testing/example-training.ts";

const work = mkdtempSync(join(tmpdir(), "intentsmith-train-readme-"));
const before = process.cwd();
const readme = readFileSync(join(import.meta.dirname, "..", "README.md"), "utf8");
const example = readFileSync(join(import.meta.dirname, "testing", "readme-example.ts"), "utf8");

/** The files that the example names: a CSV, and the tiny BERT in the place of MiniLM. */
beforeAll(() => {
  writeFileSync(join(work, "support.csv"), exampleCsv(20));
  cpSync(tinyBert, join(work, "all-MiniLM-L6-v2"), { recursive: true });
  process.chdir(work);
});

afterAll(() => {
  process.chdir(before);
  rmSync(work, { recursive: true });
});

test("the README's example runs as printed", async () => {
  expect(readme).toContain(`\`\`\`ts\n${example}\`\`\``);
  const printed = vi.spyOn(console, "log").mockImplementation(() => {});
  const said = vi.spyOn(process.stderr, "write").mockImplementation(() => true);
  await import("./testing/readme-example.ts");
  const lines = printed.mock.calls.map(([line]) => String(line));
  printed.mockRestore();
  said.mockRestore();
  expect(lines[0]).toMatch(/^test accuracy [01]\.\d{4}, epoch [12]$/);
  expect(lines[1]).toBe(`model: ${join("runs", "support", "model")}`);
  expect(existsSync(join(work, "runs", "support", "model", "model.safetensors"))).toBe(true);
});
