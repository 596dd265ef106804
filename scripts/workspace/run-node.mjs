import { spawn } from "node:child_process";
import { constants } from "node:os";
import { root } from "./root.mjs";

const forwarded = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Runs a script under this Node (or `binary`) with our own input and output, and resolves to its exit code (128 + n for a signal).
 *
 * A signal to us is passed on once, and then we wait: the child may be writing a checkpoint. Ctrl-C in a terminal
 * reaches the child without us (and npm sends it to us a second time), so there SIGINT is not passed on: a command
 * that takes a second Ctrl-C as "stop at once" must not see two.
 */
export function runNode(args, { env = {}, cwd = root, binary = process.execPath } = {}) {
  return new Promise((resolve) => {
    const child = spawn(binary, args, { cwd, stdio: "inherit", env: { ...process.env, ...env } });
    const lastMs = new Map();
    const pass = (signal) => {
      if (signal === "SIGINT" && process.stdin.isTTY) return;
      const now = performance.now();
      const repeated = now - (lastMs.get(signal) ?? -Infinity) < 1000;
      lastMs.set(signal, now);
      if (!repeated) child.kill(signal);
    };
    for (const signal of forwarded) process.on(signal, pass);
    const watch = whenAbandoned(() => lastMs.size === 0 && child.kill("SIGTERM"));
    const finish = (code) => {
      clearInterval(watch);
      for (const signal of forwarded) process.off(signal, pass);
      resolve(code);
    };
    child.on("error", (error) => {
      console.error(error.message);
      finish(1);
    });
    child.on("exit", (code, signal) => finish(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}

/**
 * npm starts us through a shell and signals that shell, which ends without a word to us: a stopped `npm run` would
 * leave a training run behind. Under npm a parent that is gone therefore counts as SIGTERM.
 */
function whenAbandoned(act) {
  const parent = process.ppid;
  if (process.env["npm_lifecycle_event"] === undefined || process.platform === "win32") return undefined;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    act();
  }, 500);
  return watch;
}
