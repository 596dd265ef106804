import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";

/** The official client that the exported logs are checked with. */
const wandbVersion = "0.31.0";

/**
 * The official `wandb` command: `INTENTSMITH_WANDB_COMMAND`, else one installed from PyPI into a new environment in
 * `folder`. @returns undefined, with the reason, where there is no Python or no package index.
 */
export function wandbCommand(folder: string): { command: string } | { reason: string } {
  const given = process.env["INTENTSMITH_WANDB_COMMAND"];
  if (given !== undefined && given !== "") return { command: given };
  if (spawnSync("python3", ["--version"]).status !== 0) return { reason: "there is no python3" };
  try {
    const environment = join(folder, "venv");
    execFileSync("python3", ["-m", "venv", environment], { stdio: "pipe" });
    const pip = join(environment, "bin/pip");
    execFileSync(pip, ["install", "--quiet", `wandb==${wandbVersion}`], { stdio: "pipe", timeout: 10 * 60_000 });
    return { command: join(environment, "bin/wandb") };
  } catch (error) {
    return { reason: `wandb ${wandbVersion} cannot be installed: ${String(error).split("\n")[0]}` };
  }
}
