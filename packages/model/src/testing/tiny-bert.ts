import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A small random BERT in sentence-transformers layout, written by the Python oracles. */
export const tinyBertFolder: string = fileURLToPath(new URL("../../../../oracles/golden/tiny-bert", import.meta.url));

/** A golden JSON file. */
export function readGolden<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../../../oracles/golden/${name}`, import.meta.url), "utf8")) as T;
}
