/**
 * A process that takes a lock, for tests: `node lock-process.mjs LOCK START [STALL [no-links]]`. It waits for the file START, says
 * "taken" or "refused" on stdout, and holds what it took until it is killed. STALL: how many milliseconds it sleeps
 * before it writes its lock. no-links: its disk takes none.
 */
import fs, { existsSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { setTimeout as wait } from "node:timers/promises";

const [, , path, start, stallMs = 0, links] = process.argv;
const { writeFileSync } = fs;
fs.writeFileSync = (...written) => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(stallMs));
  writeFileSync(...written);
};
if (links === "no-links") {
  fs.linkSync = () => {
    throw Object.assign(new Error("EPERM: operation not permitted, link"), { code: "EPERM" });
  };
}
syncBuiltinESMExports();
const { takeProcessLock } = await import("@intentsmith/core");

process.stdout.write("ready\n");
while (!existsSync(start)) await wait(1);
try {
  takeProcessLock(path, () => new Error("refused"));
  process.stdout.write("taken\n");
  setInterval(() => {}, 1000);
} catch (error) {
  process.stdout.write(`${error.message}\n`);
}
