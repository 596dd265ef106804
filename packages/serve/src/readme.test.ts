import { readFileSync } from "node:fs";
import { join } from "node:path";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync, mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { expect, it, onTestFinished } from "vitest";
import { exportedFolder } from "./testing/exported-folder.ts";

it("the README's example runs as printed", () => {
  const readme = readFileSync(join(import.meta.dirname, "..", "README.md"), "utf8");
  const example = readFileSync(join(import.meta.dirname, "testing", "readme-example.ts"), "utf8");
  expect(readme).toContain(`\`\`\`ts\n${example}\`\`\``);
  const work = mkdtempSync(join(tmpdir(), "intentsmith-serve-readme-"));
  onTestFinished(() => rmSync(work, { recursive: true }));
  cpSync(exportedFolder, join(work, "deploy"), { recursive: true });
  mkdirSync(join(work, "node_modules/@intentsmith"), { recursive: true });
  for (const name of ["core", "serve"]) {
    symlinkSync(join(import.meta.dirname, "../..", name), join(work, "node_modules/@intentsmith", name), "junction");
  }
  // It starts the engine as a process of its own, so it runs on the compiled packages, its types taken out.
  writeFileSync(join(work, "example.mjs"), example.replace(/ as \{ results: .*\[\] \}/, ""));
  const printed = execFileSync(process.execPath, ["example.mjs"], { cwd: work, encoding: "utf8" });
  expect(printed).toBe("track_parcel 0.98\n");
});
