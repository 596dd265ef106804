import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The Python to compare with: INTENTSMITH_PYTHON (one that has the packages of `requirements.txt` in `folder`), or a
 * virtual environment in `folder`, made on first use. Versions are part of the result; others than the pinned are told.
 *
 * @param packages those whose version is reported. @returns the command, and package → version.
 */
export function pythonCommand(folder, packages) {
  const given = process.env["INTENTSMITH_PYTHON"];
  if (given !== undefined && given !== "") return checked(given, folder, packages);
  const environment = join(folder, ".venv");
  const command = join(environment, ...(process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"]));
  if (!existsSync(command)) {
    console.error(
      `Making a virtual environment with ${packages.join(" and ")}: a download of several GB, 6 GB or more on disk\n` +
        "(set INTENTSMITH_PYTHON to a Python that has them, to do without) …",
    );
    run("python3", ["-m", "venv", environment]);
    run(command, ["-m", "pip", "install", "--quiet", "-r", join(folder, "requirements.txt")]);
  }
  return checked(command, folder, packages);
}

function checked(command, folder, packages) {
  const code = `import importlib.metadata as m, json; print(json.dumps({p: m.version(p) for p in ${JSON.stringify(packages)}}))`;
  const { status, stdout, stderr } = spawnSync(command, ["-c", code], { encoding: "utf8" });
  if (status !== 0) {
    console.error(`${command}: ${packages.join(", ")} are not all there:\n${stderr}`);
    process.exit(2);
  }
  const versions = JSON.parse(stdout.trim().split("\n").at(-1));
  const pinned = readFileSync(join(folder, "requirements.txt"), "utf8");
  for (const [name, version] of Object.entries(versions)) {
    const wanted = new RegExp(`^${name}==(.+)$`, "m").exec(pinned)?.[1];
    versions[name] = version.split("+")[0];
    if (versions[name] !== wanted) console.error(`Note: ${name} ${version}; pinned is ${wanted}.`);
  }
  return { command, versions };
}

function run(command, args) {
  const { status } = spawnSync(command, args, { stdio: ["ignore", "inherit", "inherit"] });
  if (status === 0) return;
  console.error(`${command} ${args.join(" ")} failed.`);
  process.exit(1);
}
