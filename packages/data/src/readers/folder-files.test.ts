import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { readDataset } from "../read-dataset.ts";
import { resolve } from "../testing/row-files.ts";
import { temporaryFile, temporaryFolder } from "../testing/temporary-folder.ts";
import { thrown } from "../testing/thrown.ts";
import { readDataFiles } from "./data-files.ts";

function folderOf(files: Record<string, unknown>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  }
  return folder;
}

const phrase = (text: string, more: object = {}): object => ({
  data: [{ text, userDefined: false }],
  isTemplate: false,
  ...more,
});

test("a Dialogflow export: phrases under the intent's own name, in every language; the rest is passed over", async () => {
  const folder = folderOf({
    "agent.json": { displayName: "x" },
    "entities/city.json": {},
    "intents/pay.json": { name: "Pay a bill" },
    "intents/pay_usersays_en.json": [
      phrase("pay it"),
      { data: [{ text: "pay " }, { text: "five", meta: "@sys.number", alias: "n" }], isTemplate: false },
      phrase("pay @sys.number:n", { isTemplate: true }),
    ],
    "intents/pay_usersays_de.json": [phrase("zahlen")],
    "intents/hi_usersays_en.json": [phrase("hi")],
    "intents/fallback.json": { name: "Fallback" },
  });
  const { examples, ignored } = await readDataset({
    reader: "dialogflow",
    files: [folder],
    splits: { validation: 0, test: 0 },
  });
  expect(examples.map(({ text, label }) => [text, label])).toEqual([
    ["hi", "hi"],
    ["zahlen", "Pay a bill"],
    ["pay it", "Pay a bill"],
    ["pay five", "Pay a bill"],
  ]);
  expect(ignored?.map(({ what, count }) => [what, count])).toEqual([
    ["other files", 3],
    ["annotations of entities", 1],
    ["templates", 1],
  ]);
});

test("text folders: a file is a text, its folder the label; by split where the config says so", async () => {
  const folder = folderOf({
    "train/pay/1.txt": " pay it\n",
    "train/pay/notes.md": "x",
    "train/hi/1.txt": "hi",
    "test/hi/1.txt": "hello",
  });
  const files = { train: [join(folder, "train")], test: [join(folder, "test/")] };
  const { examples, ignored } = await readDataset({ reader: "text-folders", files, splits: { validation: 0 } });
  expect(examples.map(({ text, label, split }) => [text, label, split])).toEqual([
    ["hi", "hi", "train"],
    ["pay it", "pay", "train"],
    ["hello", "hi", "test"],
  ]);
  expect(ignored).toEqual([
    { what: "other files", why: "only LABEL/*.txt is read", count: 1, first: [join(folder, "train/pay/notes.md")] },
  ]);
});

test("a folder without any file to read says what was expected", async () => {
  const folder = folderOf({ "a.csv": "text,label\n" });
  expect(await thrown(() => readDataset({ reader: "text-folders", files: [folder] }))).toMatch(
    /^DATA_EMPTY: .*expected a folder with LABEL\/\*\.txt, received none/,
  );
});

test.each(["csv", "rasa", "clu"] as const)("%s packed with gzip is unpacked, whatever its name", (reader) => {
  const path = temporaryFile("a.bin", gzipSync("text,label\na,x\n"));
  const [file] = readDataFiles(resolve({ reader, files: [path] }));
  expect(file?.text).toBe("text,label\na,x\n");
});

test("a damaged gzip file is refused", async () => {
  const path = temporaryFile("a.csv.gz", gzipSync("text,label\na,x\n").subarray(0, 20));
  expect(await thrown(() => readDataFiles(resolve({ reader: "csv", files: [path] })))).toMatch(
    /^FILE_MALFORMED: .*a\.csv\.gz: cannot be unpacked/,
  );
});
