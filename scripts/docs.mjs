// Writes docs/reference from the compiled packages: `npm run docs`.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { configSchema, referenceFiles } from "./docs-reference.mjs";

const compiled = (path) => import(new URL(`../packages/${path}`, import.meta.url).href);
const { errorCodes } = await compiled("core/dist/error-codes.js");
const { configJsonSchemas } = await compiled("train/dist/config/json-schemas.js");
const { training, grid } = configJsonSchemas();

const folder = fileURLToPath(new URL("../docs/reference", import.meta.url));
mkdirSync(folder, { recursive: true });
for (const [name, content] of Object.entries(referenceFiles({ errorCodes, schema: configSchema(training, grid) }))) {
  writeFileSync(join(folder, name), content);
  console.log(`docs/reference/${name}`);
}
