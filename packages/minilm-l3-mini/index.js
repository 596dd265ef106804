import { fileURLToPath } from "node:url";

/** The model's folder, in sentence-transformers layout. */
export const modelFolder = fileURLToPath(new URL("./model", import.meta.url));
