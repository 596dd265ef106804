import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Output of a command that has to succeed in `cwd`. */
export function run(command, args, cwd, env = {}) {
  const options = { cwd, encoding: "utf8", env: { ...userEnvironment(), ...env }, maxBuffer: 2 ** 26 };
  const { status, stdout, stderr, error } = spawnSync(command, args, options);
  if (status === 0) return stdout;
  throw new Error(`${command} ${args.join(" ")}: exit ${status}\n${stdout}\n${stderr}`, { cause: error });
}

/** A project with these files. */
export function project(folder, files) {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content, null, 2));
  }
  return folder;
}

/**
 * The environment as a user has it, without what an npm that runs us left there. onnxruntime's install script only
 * fetches CUDA libraries.
 */
export function userEnvironment() {
  const left =
    /^(npm_(lifecycle|package|execpath|node_execpath|command|config_local_prefix)|INIT_CWD|VITEST|NODE_ENV$)/;
  const kept = Object.entries(process.env).filter(([name]) => !left.test(name));
  return { ...Object.fromEntries(kept), CI: "true", ONNXRUNTIME_NODE_INSTALL: "skip" };
}
