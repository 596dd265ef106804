import { fileURLToPath } from "node:url";

/** A small random BERT in sentence-transformers layout, written by the Python oracles. */
export const tinyBertFolder: string = fileURLToPath(new URL("../../../../oracles/golden/tiny-bert", import.meta.url));
