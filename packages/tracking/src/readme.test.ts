import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test, vi } from "vitest";
import { withTemporaryFolder } from "./testing/example-run.ts";

test("the README's example runs as it stands", () =>
  withTemporaryFolder(async (folder) => {
    const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
    const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
    const index = pathToFileURL(join(import.meta.dirname, "index.ts")).href;
    const script = join(folder, "example.ts");
    writeFileSync(
      script,
      example
        .replace('"@intentsmith/tracking"', JSON.stringify(index))
        .replaceAll('"runs', `"${folder.replaceAll("\\", "/")}/runs`),
    );
    const said: string[] = [];
    const log = vi.spyOn(console, "log").mockImplementation((line: string) => void said.push(line));
    const error = vi.spyOn(console, "error").mockImplementation((line: string) => void said.push(line));
    try {
      await import(/* @vite-ignore */ pathToFileURL(script).href);
    } finally {
      log.mockRestore();
      error.mockRestore();
    }
    expect(said[0]).toMatch(/Nothing was sent \(offline\)/);
    expect(said[1]).toMatch(/first +– +finished .* 3 +0\.333333 +0\.75$/m);
  }));
