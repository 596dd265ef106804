import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Compiles this package, so that the uploader's thread (which runs compiled code) is that of the source under test.
 * Only what comes out counts here; whether the types hold is for `npm run check` to say.
 */
export function buildWorker(): void {
  const packageFolder = fileURLToPath(new URL("../..", import.meta.url));
  const manifest = createRequire(join(packageFolder, "../../package.json")).resolve("typescript/package.json");
  const compiler = join(dirname(manifest), "bin/tsc");
  const result = spawnSync(process.execPath, [compiler, "-b", packageFolder], { encoding: "utf8" });
  if (!existsSync(join(packageFolder, "dist/wandb/upload/uploader-worker.js"))) throw new Error(result.stdout);
}
