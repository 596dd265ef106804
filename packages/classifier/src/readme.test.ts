import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { exampleRecord, writeTrainedFolder } from "./testing/trained-folder.ts";

const work = mkdtempSync(join(tmpdir(), "intentsmith-classifier-readme-"));
const before = process.cwd();
const readme = readFileSync(join(import.meta.dirname, "..", "README.md"), "utf8");
const example = readFileSync(join(import.meta.dirname, "testing", "readme-example.ts"), "utf8");

/** The folder that the example names: a tiny BERT with labels. */
beforeAll(() => {
  writeTrainedFolder(join(work, "deploy"), exampleRecord(["next_step", "stop"]));
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
  expect(lines[0]).toMatch(/^(next_step|stop) \(-?\d\.\d\d\), then (next_step|stop)$/);
  expect(lines[1]).toMatch(/^thanks, bye → (next_step|stop)$/);
});
