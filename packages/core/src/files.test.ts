import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import {
  beginFileAtomic,
  readInputFile,
  readJsonFile,
  refuseExisting,
  sha256,
  writeAndSync,
  writeDirectoryAtomic,
  writeFailed,
  writeFileAtomic,
} from "./files.ts";
import { IntentsmithError } from "./intentsmith-error.ts";
import { parseJson } from "./parse-json.ts";

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
    expect(() => parseJson("[1, 😀]", "x.json", "the data")).toThrow('at line 1, column 5: unexpected "😀"');
  });

  it("says what to do and keeps the error underneath", () => {
    expect(() => parseJson("[", "x.json", "the data")).toThrow(
      expect.objectContaining({
        code: "FILE_MALFORMED",
        hint: "Mend the file there, or fetch it again if it was cut short.",
        cause: expect.any(SyntaxError) as SyntaxError,
      }),
    );
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

describe("beginFileAtomic", () => {
  it("shows nothing at the path before it is committed, then all of it", () => {
    const folder = temporaryFolder();
    const path = join(folder, "deep", "a.txt");
    const file = beginFileAtomic(path);
    file.write("é");
    file.write("b\n");
    expect(existsSync(path)).toBe(false);
    file.commit();
    file.discard();
    expect(readFileSync(path, "utf8")).toBe("éb\n");
    expect(readdirSync(join(folder, "deep"))).toEqual(["a.txt"]);
  });

  it("leaves nothing when it is discarded, or where it cannot be put", () => {
    const folder = temporaryFolder();
    beginFileAtomic(join(folder, "a.txt")).discard();
    expect(readdirSync(folder)).toEqual([]);
    mkdirSync(join(folder, "taken"));
    const file = beginFileAtomic(join(folder, "taken"));
    expect(() => file.commit()).toThrow(/WRITE_FAILED|cannot write/);
    expect(readdirSync(folder)).toEqual(["taken"]);
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

it("a file that is not there, or is none, is named with what it was for", () => {
  expect(() => readInputFile("/nowhere/x", "the data")).toThrow(
    expect.objectContaining({
      code: "FILE_NOT_FOUND",
      message: "/nowhere/x: cannot read the data: no such file",
      hint: "Check the path; relative paths in a config start from the folder you run the command in.",
    }),
  );
  const folder = temporaryFolder();
  expect(() => readInputFile(folder, "the data")).toThrow(/cannot read the data: EISDIR/);
});

it("what stands at a path already is refused with a way out", () => {
  const folder = temporaryFolder();
  refuseExisting(join(folder, "new"));
  const refused = { code: "OUTPUT_EXISTS", message: `${folder}: already exists` };
  expect(() => refuseExisting(folder)).toThrow(
    expect.objectContaining({ ...refused, hint: "Choose another path, or remove it first." }),
  );
  expect(() => refuseExisting(folder, "Say --overwrite.")).toThrow(
    expect.objectContaining({ ...refused, hint: "Say --overwrite." }),
  );
});

describe("a write that failed", () => {
  it("on a full disk says so", () => {
    const cause = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    expect(writeFailed("a/b", cause)).toMatchObject({
      code: "WRITE_FAILED",
      message: "a/b: cannot write: the disk is full",
      hint: "Free some space and run the same command again.",
      cause,
    });
  });

  it("otherwise gives the system's reason", () => {
    expect(writeFailed("a/b", new Error("EROFS: read-only\n file system"))).toMatchObject({
      message: "a/b: cannot write: EROFS: read-only file system",
      hint: "Check that the folder exists and may be written.",
    });
  });
});

it("SHA-256 is that of FIPS 180-4, for text and bytes", () => {
  const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  expect([sha256("abc"), sha256(Uint8Array.of(97, 98, 99))]).toEqual([abc, abc]);
});

it("bytes and texts are written whole, over what was there", () => {
  const path = join(temporaryFolder(), "a");
  writeAndSync(path, "a longer text");
  writeAndSync(path, Uint8Array.of(1, 2, 255));
  expect([...readFileSync(path)]).toEqual([1, 2, 255]);
  writeAndSync(path, "é");
  expect(readFileSync(path, "utf8")).toBe("é");
});

it("a JSON file is read with its name in what is said of it", () => {
  const path = join(temporaryFolder(), "a.json");
  writeFileSync(path, '{"a": [1]}');
  expect(readJsonFile(path, "the record")).toEqual({ a: [1] });
  writeFileSync(path, "{");
  expect(() => readJsonFile(path, "the record")).toThrow(`${path}: the record is not valid JSON at line 1, column 2`);
});
