import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { resolve } from "../testing/row-files.ts";
import { temporaryFile, temporaryFolder } from "../testing/temporary-folder.ts";
import { thrown } from "../testing/thrown.ts";
import { readDataFiles } from "./data-files.ts";

const read = (path: string, encoding = "utf-8"): unknown =>
  readDataFiles(resolve({ reader: "csv", files: [path], encoding }))[0]?.text;

test("a byte order mark is left out", () => {
  expect(read(temporaryFile("a.csv", "\uFEFFtext,label\n"))).toBe("text,label\n");
});

test("other encodings are read if the config names them", () => {
  expect(read(temporaryFile("a.csv", Buffer.from("caf\u00E9", "latin1")), "windows-1252")).toBe("café");
  expect(read(temporaryFile("a.csv", Buffer.from("\uFEFFcafé", "utf16le")), "utf-16le")).toBe("café");
});

test("files keep their order, their split and a source name that tells them apart", () => {
  const folder = temporaryFolder();
  const paths = ["x/a.csv", "y/a.csv", "b.csv"].map((name) => join(folder, name));
  for (const [index, path] of paths.entries()) {
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, String(index));
  }
  const [a = "", b = "", c = ""] = paths;
  const files = readDataFiles(resolve({ reader: "csv", files: { test: [b, c], train: [a] } }));
  expect(files.map(({ source, split, text }) => [source, split, text])).toEqual([
    [a, "train", "0"],
    [b, "test", "1"],
    ["b.csv", "test", "2"],
  ]);
});

test("a missing file, a folder and an empty file are each named", async () => {
  const folder = temporaryFolder();
  expect(await thrown(() => read(join(folder, "no.csv")))).toMatch(/^FILE_NOT_FOUND: .*no\.csv: .*no such file/);
  expect(await thrown(() => read(folder))).toMatch(/^FILE_NOT_FOUND: .*expected a data file, received a folder/);
  expect(await thrown(() => read(temporaryFile("e.csv", "")))).toMatch(/^DATA_EMPTY: .*e\.csv: .*an empty file/);
});

test("a file that is listed twice is refused", async () => {
  const path = temporaryFile("a.csv", "x");
  const config = resolve({ reader: "csv", files: { train: [path], test: [join(path, "..", ".", "a.csv")] } });
  expect(await thrown(() => readDataFiles(config))).toMatch(/^CONFIG_INVALID: data\.files: .*listed twice/);
});

test("binary bytes are refused with their position", async () => {
  const nul = temporaryFile("n.csv", Buffer.from("text,label\0"));
  expect(await thrown(() => read(nul))).toMatch(/^FILE_MALFORMED: .*a NUL byte at byte 10 \| .*binary file/);
  const wide = temporaryFile("w.csv", Buffer.from("\uFEFFtext", "utf16le"));
  expect(await thrown(() => read(wide))).toMatch(/set data\.encoding to utf-16le/);
  const one = temporaryFile("o.csv", Buffer.from([0]));
  expect(await thrown(() => read(one))).toMatch(/NUL byte at byte 0/);
  const cut = temporaryFile("c.csv", Buffer.from("né").subarray(0, 2));
  expect(await thrown(() => read(cut))).toMatch(/not UTF-8 at byte 2 \| .*windows-1252/);
});

test("the position of the first bad byte is exact, wherever it stands", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "grapheme", minLength: 1 }), fc.string(), async (before, after) => {
      fc.pre(!before.includes("\0") && !after.includes("\0"));
      const good = Buffer.from(before);
      const path = temporaryFile("p.csv", Buffer.concat([good, Buffer.from([0xff]), Buffer.from(after)]));
      expect(await thrown(() => read(path))).toContain(`not UTF-8 at byte ${good.length} |`);
    }),
    { numRuns: 40 },
  );
});
