/**
 * A process that takes a lock, for tests: `node lock-process.mjs LOCK START`. It waits for the file START, says "taken"
 * or "refused" on stdout, and holds what it took until it is killed.
 */
import { existsSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { takeProcessLock } from "@intentsmith/core";

const [, , path, start] = process.argv;
process.stdout.write("ready\n");
while (!existsSync(start)) await wait(1);
try {
  takeProcessLock(path, () => new Error("refused"));
  process.stdout.write("taken\n");
  setInterval(() => {}, 1000);
} catch (error) {
  process.stdout.write(`${error.message}\n`);
}
