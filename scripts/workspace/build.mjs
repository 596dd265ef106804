import { spawnSync } from "node:child_process";
import { atRoot, root } from "./root.mjs";

/** Compiles what changed into packages/<name>/dist (`tsc -b` finds out what that is). Returns an exit code. */
export function build() {
  const tsc = atRoot("node_modules/typescript/bin/tsc");
  const { status } = spawnSync(process.execPath, [tsc, "-b"], { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  if (status === 0) return 0;
  console.error("The build failed: see the compiler's messages above.");
  return 1;
}
