import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { replaceExport } from "./replace-export.ts";

/** A folder with what tells an export, and a text in it. */
function exported(text: string): string {
  const parent = mkdtempSync(join(tmpdir(), "intentsmith-replace-"));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  const folder = join(parent, "deploy");
  write(folder, text);
  return folder;
}

function write(folder: string, text: string): void {
  mkdirSync(folder);
  for (const name of ["manifest.json", "model.onnx"]) writeFileSync(join(folder, name), text);
}

const textIn = (folder: string): string => readFileSync(join(folder, "manifest.json"), "utf8");

test("an earlier export is replaced, and nothing else is left", async () => {
  const folder = exported("old");
  await replaceExport(folder, true, async () => write(folder, "new"));
  expect(textIn(folder)).toBe("new");
  expect(readdirSync(join(folder, ".."))).toEqual(["deploy"]);
});

test("it comes back if the new one fails half-way", async () => {
  const folder = exported("old");
  const failing = replaceExport(folder, true, async () => {
    write(folder, "half");
    throw new Error("no room");
  });
  await expect(failing).rejects.toThrow("no room");
  expect(textIn(folder)).toBe("old");
  expect(readdirSync(join(folder, ".."))).toEqual(["deploy"]);
});

test("without overwrite, and where no export is, the folder is not touched before the writing", async () => {
  const folder = exported("old");
  await replaceExport(folder, false, async () => expect(textIn(folder)).toBe("old"));
  const other = join(folder, "..", "mine");
  mkdirSync(other);
  await replaceExport(other, true, async () => expect(existsSync(other)).toBe(true));
});
