import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";

const work = mkdtempSync(join(tmpdir(), "intentsmith-by-hand-"));
const before = process.argv;

afterAll(() => {
  process.argv = before;
  rmSync(work, { recursive: true });
});

test("the example learns: its loss falls, most test texts get their label, and the folder loads", async () => {
  const out = join(work, "model");
  process.argv = [...before.slice(0, 2), join(import.meta.dirname, "support.csv"), out];
  const printed = vi.spyOn(console, "log").mockImplementation(() => {});
  await import("./train-by-hand.ts");
  const lines = printed.mock.calls.map(([line]) => String(line));
  printed.mockRestore();
  const losses = lines.flatMap((line) => /mean loss (\d\.\d+)$/.exec(line)?.slice(1).map(Number) ?? []);
  expect(losses.length).toBe(4);
  expect(losses.at(-1)).toBeLessThan((losses[0] as number) / 2);
  // a quarter by chance
  expect(Number(/test accuracy (\S+) /.exec(lines.at(-2) ?? "")?.[1])).toBeGreaterThanOrEqual(0.6);
  for (const file of ["config.json", "model.safetensors", "tokenizer.json", "modules.json"]) {
    expect(existsSync(join(out, file)), file).toBe(true);
  }
});
