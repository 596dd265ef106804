import type { Split } from "../example/example.ts";
import { splitOf } from "../readers/row.ts";

/** A Parquet file of a data set on the hub. */
export interface HubFile {
  path: string;
  sizeBytes: number;
  /** Of large files, which the hub keeps apart. */
  sha256?: string;
  /** The part of a data set that is loaded at once. */
  config: string;
  /** undefined: of a split that is none of ours */
  split: Split | undefined;
}

/**
 * `CONFIG/SPLIT/0000.parquet` as the hub's own conversion names them; `[CONFIG/]SPLIT-00000-of-00001.parquet` as people
 * upload them (a folder `data` names no config). @returns undefined for any other file
 */
export function hubFileOf(path: string, sizeBytes: number, sha256: string | undefined): HubFile | undefined {
  const [, folders = "", stem = ""] = /^(?:(.*)\/)?([^/]+)\.parquet$/.exec(path) ?? [];
  if (stem === "") return undefined;
  const parts = folders.split("/").filter((part) => part !== "");
  const word = /^\d+$/.test(stem) ? (parts.pop() ?? "") : stem.replace(/-\d+-of-\d+$/, "");
  const named = parts.join("/");
  return {
    path,
    sizeBytes,
    ...(sha256 === undefined ? {} : { sha256 }),
    config: named === "" || named === "data" ? "default" : named,
    split: splitOf(word.replace(/^partial-/, "")),
  };
}
