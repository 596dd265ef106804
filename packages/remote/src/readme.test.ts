import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test, vi } from "vitest";
import { serve } from "./testing/serve.ts";

test("the README's example runs as it stands, but for its address", async () => {
  const url = await serve((request, response) => response.end(`${request.headers.authorization?.length} bytes`));
  const folder = mkdtempSync(join(tmpdir(), "intentsmith-remote-"));
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  try {
    const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
    const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
    const index = pathToFileURL(join(import.meta.dirname, "index.ts")).href;
    const script = join(folder, "example.ts");
    writeFileSync(
      script,
      example
        .replace('"@intentsmith/remote"', JSON.stringify(index))
        .replace('"https://example.org/data.csv"', JSON.stringify(url))
        .replace('"data.csv.partial"', JSON.stringify(join(folder, "data.csv.partial"))),
    );
    await import(/* @vite-ignore */ pathToFileURL(script).href);
    expect(readFileSync(join(folder, "data.csv.partial"), "utf8")).toBe("13 bytes");
    expect(log.mock.lastCall).toEqual(["8 of 8 bytes"]);
  } finally {
    log.mockRestore();
    rmSync(folder, { recursive: true });
  }
});
