import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const folder = join(import.meta.dirname, ".venv");
const inFolder = join(folder, ...(process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"]));

/**
 * The Python to compare with: INTENTSMITH_PYTHON (one that has the packages of requirements.txt), or a virtual
 * environment beside this file, made on first use.
 */
export function pythonCommand() {
  const given = process.env["INTENTSMITH_PYTHON"];
  if (given !== undefined && given !== "") return checked(given);
  if (!existsSync(inFolder)) {
    console.error(
      "Making a virtual environment with torch and sentence-transformers: a download of several GB, 6 GB or more on disk\n" +
        "(set INTENTSMITH_PYTHON to a Python that has them, to do without) …",
    );
    run("python3", ["-m", "venv", folder]);
    run(inFolder, ["-m", "pip", "install", "--quiet", "-r", join(import.meta.dirname, "requirements.txt")]);
  }
  return checked(inFolder);
}

/** Versions are part of the result; another one than the pinned is told. */
function checked(command) {
  const code = "import torch, sentence_transformers as s; print(torch.__version__.split('+')[0], s.__version__)";
  const { status, stdout, stderr } = spawnSync(command, ["-c", code], { encoding: "utf8" });
  if (status !== 0) {
    console.error(`${command}: torch and sentence-transformers do not load:\n${stderr}`);
    process.exit(2);
  }
  const [torch, sentenceTransformers] = stdout.trim().split("\n").at(-1).split(" ");
  if (torch !== "2.15.0" || sentenceTransformers !== "6.2.0") {
    console.error(`Note: torch ${torch}, sentence-transformers ${sentenceTransformers}; pinned are 2.15.0 and 6.2.0.`);
  }
  return { command, torch, sentenceTransformers };
}

function run(command, args) {
  const { status } = spawnSync(command, args, { stdio: ["ignore", "inherit", "inherit"] });
  if (status === 0) return;
  console.error(`${command} ${args.join(" ")} failed.`);
  process.exit(1);
}
