import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readLabelsFile } from "./labels-file.ts";

const folder = mkdtempSync(join(tmpdir(), "intentsmith-labels-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

test.each([
  ["a label a line", "l.txt", "stop\r\nask_step\n\n"],
  ["a CSV with words, one of them left out", "l.csv", "label,words\nstop,\nask_step,ask step\n"],
  ["a CSV without words", "l.tsv", "label\tnote\nask_step\tx\nstop\ty\n"],
  ["a JSON list", "l.json", '["stop", "ask_step"]'],
  ["a YAML map", "l.yaml", "stop: stop\nask_step: ask step\n"],
])("%s", async (_, name, content) => {
  expect(await readLabelsFile(file(name, content))).toEqual({
    labels: ["ask_step", "stop"],
    labelWords: ["ask step", "stop"],
  });
});

test("words of one's own are kept", async () => {
  const path = file("own.csv", "label,words\nwismo,where is my order\nrefund,\n");
  expect((await readLabelsFile(path)).labelWords).toEqual(["refund", "where is my order"]);
});

test.each([
  ["a label twice", "two.txt", "a\nb\na", "FILE_MALFORMED", /"a" stands there twice/],
  ["one label", "one.txt", "a", "DATA_LABELS_UNUSABLE", /at least two labels/],
  ["two labels of the same words", "same.txt", "a_b\na-b", "DATA_LABELS_UNUSABLE", /the same words "a b"/],
  ["no column for labels", "columns.csv", "name,words\na,b", "FILE_MALFORMED", /expected a column "label"/],
  ["no list", "list.json", "3", "FILE_MALFORMED", /expected a list of labels, or a map/],
])("%s is refused", async (_, name, content, code, message) => {
  const path = file(name, content);
  await expect(readLabelsFile(path)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
});
