import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { parseJson, readInputFile, writeDirectoryAtomic, writeFileAtomic } from "./files.ts";
import { IntentsmithError } from "./intentsmith-error.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "core-files-"));
  folders.push(folder);
  return folder;
}

describe("parseJson", () => {
  it("names line and column of the fault", () => {
    expect(() => parseJson('{\n  "a": 1,\n  b: 2\n}', "x.json", "the data")).toThrow(
      'x.json: the data is not valid JSON at line 3, column 3: unexpected "b"',
    );
    expect(() => parseJson('{"a": [1,\n2', "x.json", "the data")).toThrow("at line 2, column 2: it ends too early");
  });

  it("does not mind a byte order mark", () => {
    expect(parseJson("\uFEFF[1]", "x.json", "the data")).toEqual([1]);
  });
});

describe("writeFileAtomic", () => {
  it("replaces a file and leaves nothing beside it", () => {
    const folder = temporaryFolder();
    writeFileAtomic(join(folder, "new", "a.txt"), "one");
    writeFileAtomic(join(folder, "new", "a.txt"), "two");
    expect(readFileSync(join(folder, "new", "a.txt"), "utf8")).toBe("two");
    expect(readdirSync(join(folder, "new"))).toEqual(["a.txt"]);
  });

  it("says WRITE_FAILED where a parent is a file", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "file"), "");
    expect(() => writeFileAtomic(join(folder, "file", "a.txt"), "x")).toThrow(
      expect.objectContaining({ code: "WRITE_FAILED" }),
    );
  });
});

describe("writeDirectoryAtomic", () => {
  it("leaves nothing behind when filling fails, and keeps what was there", async () => {
    const folder = temporaryFolder();
    const out = join(folder, "out");
    mkdirSync(out);
    writeFileSync(join(out, "kept"), "");
    const fill = (path: string): void => {
      writeFileSync(join(path, "half"), "");
      throw new IntentsmithError("INTERNAL", "stop");
    };
    await expect(writeDirectoryAtomic(out, fill, { replace: true })).rejects.toThrow("stop");
    expect(readdirSync(folder)).toEqual(["out"]);
    expect(existsSync(join(out, "kept"))).toBe(true);
  });

  it("refuses a folder that exists, and replaces it on request", async () => {
    const out = join(temporaryFolder(), "out");
    const fill = (path: string): void => writeFileSync(join(path, "a"), "");
    await writeDirectoryAtomic(out, fill);
    await expect(writeDirectoryAtomic(out, fill)).rejects.toMatchObject({ code: "OUTPUT_EXISTS" });
    await writeDirectoryAtomic(out, (path) => writeFileSync(join(path, "b"), ""), { replace: true });
    expect(readdirSync(out)).toEqual(["b"]);
  });

  it("says WRITE_FAILED where a parent is a file", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "file"), "");
    await expect(writeDirectoryAtomic(join(folder, "file", "out"), () => {})).rejects.toMatchObject({
      code: "WRITE_FAILED",
    });
  });
});

it("a file that is not there is named with what it was for", () => {
  expect(() => readInputFile("/nowhere/x", "the data")).toThrow("/nowhere/x: cannot read the data: no such file");
});
