import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Example } from "../example/example.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { thrown } from "../testing/thrown.ts";
import { pairRows } from "./label-pairs.ts";
import { writePairsCsv } from "./write-pairs-csv.ts";

const datasetOf = (texts: readonly string[]) => ({
  examples: texts.map((text, index): Example => ({
    id: `f:${index}`,
    where: `f: row ${index}`,
    text,
    label: index % 2 ? "a" : "b",
    split: "train",
    source: "f",
  })),
  labels: ["a", "b"],
  labelWords: ["first, one", "second"],
});

test("the file has a header and one line a pair", async () => {
  const path = join(temporaryFolder(), "new", "pairs.csv");
  expect(await writePairsCsv(datasetOf(['say "hi",\nnow', "x"]), path)).toBe(4);
  expect(readFileSync(path, "utf8")).toBe(
    "text,label_words,target,split\n" +
      '"say ""hi"",\nnow","first, one",0,train\n"say ""hi"",\nnow",second,1,train\n' +
      'x,"first, one",1,train\nx,second,0,train\n',
  );
});

test("safe: a spreadsheet shows a formula and does not run it", async () => {
  const path = join(temporaryFolder(), "pairs.csv");
  await writePairsCsv(datasetOf(["=1+1"]), path, { safe: true });
  expect(readFileSync(path, "utf8").split("\n")[1]).toBe(`'=1+1,"first, one",0,train`);
});

test("a CSV reader gets back every pair, whatever the texts hold", async () => {
  const folder = temporaryFolder();
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: "grapheme", minLength: 1 })), async (texts) => {
      const path = join(folder, "pairs.csv");
      await writePairsCsv(datasetOf(texts), path, { replace: true });
      const [, ...rows] = parse(readFileSync(path), { record_delimiter: "\n" });
      expect(rows).toEqual(
        [...pairRows(datasetOf(texts))].map(({ text, labelWords, target, split }) => [
          text,
          labelWords,
          String(target),
          split,
        ]),
      );
    }),
    { numRuns: 60 },
  );
});

test("a lone carriage return is quoted, since many readers take it for a line end", async () => {
  const path = join(temporaryFolder(), "pairs.csv");
  await writePairsCsv(datasetOf(["a\rb"]), path);
  expect(readFileSync(path, "utf8")).toContain('"a\rb",second,1,train');
});

test("more pairs than are written at a time give the same bytes each time, and no temporary file stays", async () => {
  const folder = temporaryFolder();
  const dataset = datasetOf(Array.from({ length: 3_001 }, (_, index) => `text ${index}`));
  expect(await writePairsCsv(dataset, join(folder, "a.csv"))).toBe(6_002);
  await writePairsCsv(dataset, join(folder, "b.csv"));
  const [a, b] = ["a.csv", "b.csv"].map((name) => readFileSync(join(folder, name), "utf8"));
  expect(a).toBe(b);
  expect(a?.split("\n")).toHaveLength(6_004);
  expect(readdirSync(folder).sort()).toEqual(["a.csv", "b.csv"]);
});

test("a file that exists is kept unless it is to be replaced, and a place that cannot be written is named", async () => {
  const folder = temporaryFolder();
  const path = join(folder, "pairs.csv");
  writeFileSync(path, "mine");
  expect(await thrown(() => writePairsCsv(datasetOf(["x"]), path))).toMatch(/^OUTPUT_EXISTS: .*pairs\.csv/);
  expect(readFileSync(path, "utf8")).toBe("mine");
  expect(await thrown(() => writePairsCsv(datasetOf(["x"]), join(path, "below.csv")))).toMatch(/^WRITE_FAILED: /);
  expect(readdirSync(folder)).toEqual(["pairs.csv"]);
});
