import { spawnSync } from "node:child_process";

/** npm, with its output. */
export function tryNpm(args, options = {}) {
  return spawnSync("npm", args, {
    encoding: "utf8",
    maxBuffer: 2 ** 26,
    shell: process.platform === "win32",
    ...options,
  });
}

/** Output of an npm command that has to succeed. */
export function runNpm(args, options) {
  const { status, stdout, stderr, error } = tryNpm(args, options);
  if (status === 0) return stdout;
  throw new Error(`npm ${args.join(" ")}: exit ${status}\n${stdout}\n${stderr}`, { cause: error });
}
