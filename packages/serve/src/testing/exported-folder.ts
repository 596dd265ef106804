import { fileURLToPath } from "node:url";

/** A tiny exported classifier with four labels. */
export const exportedFolder: string = fileURLToPath(
  new URL("../../../classifier/src/testing/folders-of-format-1/exported", import.meta.url),
);

/** The same, as training saved it. */
export const trainedFolder: string = fileURLToPath(
  new URL("../../../classifier/src/testing/folders-of-format-1/trained", import.meta.url),
);

/** The compiled engine: a process of its own cannot run the sources. */
export const compiledEngine: string = fileURLToPath(new URL("../../dist/engine/engine-child.js", import.meta.url));
