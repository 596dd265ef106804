import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as data from "./index.ts";
import { temporaryFile } from "./testing/temporary-folder.ts";

/** The README's example as a function of what it imports, of the file it reads and of its console. */
function readmeExample(): (imported: object, path: string, console: { log(line: string): void }) => Promise<void> {
  const readme = readFileSync(join(import.meta.dirname, "..", "README.md"), "utf8");
  const code = /```js\n([^]*?)```/.exec(readme)?.[1] ?? "";
  const [, names = "", body = ""] = /^import \{([^}]*)\} from "@intentsmith\/data";\n([^]*)$/.exec(code) ?? [];
  const AsyncFunction = (async () => {}).constructor as new (...parts: string[]) => ReturnType<typeof readmeExample>;
  return new AsyncFunction(`{${names}}`, "path", "console", body.replace('"support.csv"', "path"));
}

test("the README's example runs as printed", async () => {
  const rows = Array.from({ length: 40 }, (_, index) => `text ${index},${index % 2 === 0 ? "ask_step" : "stop"}`);
  const path = temporaryFile("support.csv", `text,intent\n${rows.join("\n")}\n`);
  const lines: string[] = [];
  await readmeExample()(data, path, { log: (line) => lines.push(line) });
  expect(lines[0]).toMatch(/^40 examples, 2 labels/);
  expect(lines[1]).toMatch(/^16 pairs of 10 sequences, first: text \d+ \| ask step$/);
  expect(lines).toHaveLength(1 + Math.ceil(28 / 8));
});
