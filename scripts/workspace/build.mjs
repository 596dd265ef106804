import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { atRoot, root } from "./root.mjs";

/**
 * Compiles what changed into packages/<name>/dist (`tsc -b` finds out what that is), after removing what was compiled
 * from sources that are gone, and puts the sample beside the command. Returns an exit code.
 */
export function build() {
  const packages = atRoot("packages");
  for (const name of readdirSync(packages)) removeOrphans(join(packages, name, "src"), join(packages, name, "dist"));
  const tsc = atRoot("node_modules/typescript/bin/tsc");
  const { status } = spawnSync(process.execPath, [tsc, "-b"], { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  if (status === 0) {
    shipSample();
    return 0;
  }
  console.error("The build failed: see the compiler's messages above.");
  return 1;
}

/** What `intentsmith quickstart` trains on where there is no checkout, under the paths that it has in one. */
const sample = ["configs/quickstart.yaml", "datasets/kitchen-and-workshop"];

function shipSample() {
  const shipped = atRoot("packages/cli/dist/quickstart");
  for (const path of sample) cpSync(atRoot(path), join(shipped, path), { recursive: true });
}

/** `tsc -b` leaves the output of a source that was moved or removed; it would be packed and published. */
function removeOrphans(sources, outputs) {
  if (!existsSync(outputs)) return;
  for (const entry of readdirSync(outputs, { withFileTypes: true })) {
    const path = join(outputs, entry.name);
    if (entry.isDirectory()) {
      removeOrphans(join(sources, entry.name), path);
      if (readdirSync(path).length === 0) rmSync(path, { recursive: true });
    } else {
      const source = entry.name.replace(/\.(d\.ts|js)(\.map)?$/, ".ts");
      if (source !== entry.name && !existsSync(join(sources, source))) rmSync(path);
    }
  }
}
