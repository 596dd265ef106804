import { readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { IntentsmithError } from "@intentsmith/core";
import type { Ignore } from "./ignored.ts";

/** What a reader of folders reads of a folder: its files below, by path, and whether one is a file of texts. */
const folderReaders: Readonly<Record<string, { what: string; why: string; isRead: (name: string) => boolean }>> = {
  dialogflow: {
    what: "a folder with intents/NAME_usersays_LANGUAGE.json",
    why: "only the phrases of intents are read",
    isRead: (name) => intentOfPhrases(basename(name)) !== undefined,
  },
  "text-folders": {
    what: "a folder with LABEL/*.txt",
    why: "only LABEL/*.txt is read",
    isRead: (name) => /^[^/]+\/[^/]+\.txt$/i.test(name),
  },
};

/**
 * The files that a path of the config stands for: itself, or what a reader of folders reads in it, in the order of their
 * paths. Files that are passed over are counted; definitions of intents are read with their phrases.
 * @throws FILE_NOT_FOUND for a folder that the reader cannot read; DATA_EMPTY for one without files to read
 */
export function folderFiles(path: string, reader: string, ignore: Ignore): string[] {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  const rules = folderReaders[reader];
  if (!isFolder) return [path];
  if (rules === undefined) {
    throw new IntentsmithError("FILE_NOT_FOUND", `${path}: expected a data file, received a folder`, {
      hint: "Name the files in it one by one under data.files.",
    });
  }
  const names = readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.replace(/[\\/]+$/, "").length + 1))
    .map((name) => name.replaceAll("\\", "/"))
    .sort();
  const read = names.filter(rules.isRead);
  const definitions = new Set(read.map((name) => name.replace(/_usersays_[\w-]+\.json$/, ".json")));
  for (const name of names) {
    if (rules.isRead(name) || definitions.has(name)) continue;
    ignore({ what: "other files", why: rules.why, where: join(path, name) });
  }
  if (read.length > 0) return read.map((name) => join(path, name));
  throw new IntentsmithError("DATA_EMPTY", `${path}: expected ${rules.what}, received none`, {
    hint: "Name the folder that holds them.",
  });
}

/** `greet_usersays_en.json` → `greet`; undefined for the intent's definition and anything else. */
export function intentOfPhrases(fileName: string): string | undefined {
  return /^(.+)_usersays_[\w-]+\.json$/.exec(fileName)?.[1];
}
