import { readFileSync } from "node:fs";
import { afterEach, expect, test, vi } from "vitest";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const example = readFileSync(new URL("testing/readme-example.ts", import.meta.url), "utf8");

afterEach(() => vi.restoreAllMocks());

test("the README shows the example that runs here, and its output", async () => {
  const printed: string[] = [];
  vi.spyOn(console, "log").mockImplementation((text: string) => printed.push(text));
  await import("./testing/readme-example.ts");
  expect(readme).toContain(`\`\`\`ts\n${example}\`\`\``);
  expect(readme).toContain(`\`\`\`text\n${printed.join("\n")}\n\`\`\``);
});
