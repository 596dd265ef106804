import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { silentLogger } from "@intentsmith/core";
import { expect, test } from "vitest";
import { repository, workFolder } from "../testing/command-line.ts";
import { otherFormat } from "./other-formats.ts";

test.each([
  ["nlu.yml", "nlu: []", "rasa"],
  ["wot.json", "{}", "wizard-of-tasks"],
  ["clu.json", '{"assets": {"utterances": []}}', "clu"],
  ["luis.json", '{"utterances": []}', "clu"],
  ["batch.json", "[]", "clu"],
  ["a.csv", "text,label\n", undefined],
])("%s is taken for what it is", (name, content, reader) => {
  const path = join(workFolder({ [name]: content }), name);
  expect(otherFormat(path, {}, silentLogger)).toEqual(reader === undefined ? undefined : { reader, files: [path] });
});

test("folders: a Dialogflow export has intents; any other holds a folder a label", () => {
  const folder = workFolder({ "pay/1.txt": "x" });
  expect(otherFormat(folder, {}, silentLogger)).toEqual({ reader: "text-folders", files: [folder] });
  mkdirSync(join(folder, "intents"));
  writeFileSync(join(folder, "intents/a_usersays_en.json"), "[]");
  expect(otherFormat(folder, {}, silentLogger)).toEqual({ reader: "dialogflow", files: [folder] });
});

test("Parquet: columns by their names", () => {
  const path = join(workFolder(), "train.parquet");
  copyFileSync(join(repository, "oracles/golden/parquet/snappy.parquet"), path);
  expect(otherFormat(path, {}, silentLogger)).toEqual({
    reader: "parquet",
    files: [path],
    textColumn: "text",
    labelColumn: "label",
  });
});
