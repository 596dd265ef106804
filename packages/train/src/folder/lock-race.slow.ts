import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { takeProcessLock } from "@intentsmith/core";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../testing/example-training.ts";
import { buildPackage } from "../testing/train-in-a-process.ts";

beforeAll(buildPackage, 120_000);

const script = fileURLToPath(new URL("../testing/lock-process.mjs", import.meta.url));

/** A process that takes a lock, and the lines it has said. */
function locking(lock: string, start: string, stallMs = 0, links = "links"): { child: ChildProcess; said: string[] } {
  const child = spawn(process.execPath, [script, lock, start, String(stallMs), links]);
  onTestFinished(() => void child.kill("SIGKILL"));
  const said: string[] = [];
  child.stdout.on("data", (part: Buffer) => said.push(...part.toString().trim().split("\n")));
  return { child, said };
}

test("of many processes that want a killed one's lock at once, one gets it", { timeout: 60_000 }, async () => {
  const folder = temporaryFolder();
  const [lock, start] = [join(folder, "a.lock"), join(folder, "start")];
  for (let round = 0; round < 2; round++) {
    const racing = Array.from({ length: 6 }, () => locking(lock, `${start}-${round}`));
    await expect.poll(() => racing.every(({ said }) => said[0] === "ready"), { timeout: 30_000 }).toBe(true);
    const ends = racing.map(({ child }) => once(child, "exit"));
    writeFileSync(`${start}-${round}`, "");
    await expect.poll(() => racing.every(({ said }) => said.length === 2), { timeout: 30_000 }).toBe(true);
    expect(racing.map(({ said }) => said[1]).sort()).toEqual([...Array<string>(5).fill("refused"), "taken"]);
    for (const { child } of racing) child.kill("SIGKILL");
    await Promise.all(ends);
  }
});

test("a process that stalls before its lock is there loses it to another", { timeout: 60_000 }, async () => {
  const folder = temporaryFolder();
  const [lock, start] = [join(folder, "a.lock"), join(folder, "start")];
  writeFileSync(start, "");
  const { said } = locking(lock, start, 3000);
  await expect.poll(() => said, { timeout: 30_000, interval: 5 }).toEqual(["ready"]);
  using _lock = takeProcessLock(lock, () => new Error("refused"));
  await expect.poll(() => said, { timeout: 30_000 }).toEqual(["ready", "refused"]);
});

test("a disk without links holds locks, too, and gives up those of the dead", { timeout: 60_000 }, async () => {
  const folder = temporaryFolder();
  const [lock, start] = [join(folder, "a.lock"), join(folder, "start")];
  writeFileSync(start, "");
  const first = locking(lock, start, 0, "no-links");
  await expect.poll(() => first.said, { timeout: 30_000 }).toEqual(["ready", "taken"]);
  const second = locking(lock, start, 0, "no-links");
  await expect.poll(() => second.said, { timeout: 30_000 }).toEqual(["ready", "refused"]);
  const end = once(first.child, "exit");
  first.child.kill("SIGKILL");
  await end;
  const third = locking(lock, start, 0, "no-links");
  await expect.poll(() => third.said, { timeout: 30_000 }).toEqual(["ready", "taken"]);
  expect(readdirSync(folder).sort()).toEqual(["a.lock", "start"]);
});

// A limit on the size of files stands for a full disk
test.runIf(process.platform === "linux")("a lock that could not be written leaves nothing", () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "start"), "");
  const command = 'ulimit -f 0; exec "$0" "$@"';
  const lock = join(folder, "x/y/a.lock");
  const { stdout } = spawnSync("sh", ["-c", command, process.execPath, script, lock, join(folder, "start")], {
    encoding: "utf8",
  });
  expect(stdout).toContain(`${lock}: cannot write: EFBIG`);
  expect(existsSync(join(folder, "x"))).toBe(false);
});
