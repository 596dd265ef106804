import { basename, dirname } from "node:path";
import type { DataFile } from "./data-files.ts";
import type { Row } from "./row.ts";

/** `label/*.txt`: a file is a text, blanks at its ends taken off; its folder is the label. The id is the file's path. */
export function readTextFolders(file: DataFile): Row[] {
  const label = basename(dirname(file.path));
  const { path, source, split } = file;
  return [{ id: path, where: path, text: file.text.trim(), label, split, source }];
}
