import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The folder of a golden model, written by the Python oracles. */
export const goldenFolder = (name: string): string =>
  fileURLToPath(new URL(`../../../../oracles/golden/${name}`, import.meta.url));

/** A small random BERT in sentence-transformers layout. */
export const tinyBertFolder: string = goldenFolder("tiny-bert");

/** A golden JSON file. */
export function readGolden<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../../../oracles/golden/${name}`, import.meta.url), "utf8")) as T;
}
