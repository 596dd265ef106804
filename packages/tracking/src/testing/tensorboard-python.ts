import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";

/** The TensorBoard that reads our event files. */
const tensorboardVersion = "2.21.0";

/**
 * A Python with TensorBoard: `INTENTSMITH_TENSORBOARD_PYTHON`, else a new environment in `folder` with it from PyPI.
 * @returns undefined, with the reason, where there is no Python or no package index.
 */
export function tensorboardPython(folder: string): { python: string } | { reason: string } {
  const given = process.env["INTENTSMITH_TENSORBOARD_PYTHON"];
  if (given !== undefined && given !== "") return { python: given };
  if (spawnSync("python3", ["--version"]).status !== 0) return { reason: "there is no python3" };
  try {
    const environment = join(folder, "venv");
    execFileSync("python3", ["-m", "venv", environment], { stdio: "pipe" });
    const pip = join(environment, "bin/pip");
    const wanted = `tensorboard==${tensorboardVersion}`;
    execFileSync(pip, ["install", "--quiet", wanted], { stdio: "pipe", timeout: 10 * 60_000 });
    return { python: join(environment, "bin/python") };
  } catch (error) {
    return { reason: `tensorboard ${tensorboardVersion} cannot be installed: ${String(error).split("\n")[0]}` };
  }
}
