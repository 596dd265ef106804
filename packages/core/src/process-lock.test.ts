import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { isMainThread } from "node:worker_threads";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { sha256 } from "./files.ts";
import type { LockHolder } from "./lock-holder.ts";
import { takeProcessLock, type ProcessLock } from "./process-lock.ts";

const onLinux = existsSync("/proc/self/stat");
let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "core-lock-"));
  path = join(folder, "a.lock");
});
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

const take = (): ProcessLock => takeProcessLock(path, ({ pid, host }) => new Error(`held by ${pid} on ${host}`));
const holder = (): LockHolder => JSON.parse(readFileSync(path, "utf8")) as LockHolder;
const leave = (changes: Partial<LockHolder>, at = path): void => {
  const process_: LockHolder = { pid: 1, host: hostname(), processStart: null, takenAt: "2026-01-02T03:04:05Z" };
  writeFileSync(at, JSON.stringify({ ...process_, ...changes }));
};

/** The second lock, of who may remove the first as it stands there. */
const takeover = (): string => join(folder, `.a.lock.${sha256(readFileSync(path, "utf8")).slice(0, 16)}`);

/** Takes the lock, and whose number stood in its file then. */
function takenBy(): number {
  using _lock = take();
  return holder().pid;
}

function sleepingProcess(): number {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
  children.push(child);
  return child.pid as number;
}

describe("a lock", () => {
  it("names its holder, refuses a second one, and is gone after its release", () => {
    const lock = take();
    expect(holder()).toMatchObject({ pid: process.pid, host: hostname() });
    expect(take).toThrow(`held by ${process.pid} on ${hostname()}`);
    lock.release();
    expect(existsSync(path)).toBe(false);
    lock.release();
    take().release();
  });

  it("ends with the block that uses it", () => {
    {
      using _lock = take();
      expect(existsSync(path)).toBe(true);
    }
    expect(existsSync(path)).toBe(false);
  });

  // Windows lets only some users make links
  it.skipIf(process.platform === "win32")("is the same one through another way to its folder", () => {
    const link = join(folder, "link");
    symlinkSync(folder, link);
    using _lock = take();
    expect(() => takeProcessLock(join(link, "a.lock"), () => new Error("held"))).toThrow("held");
  });

  it("takes the folders made for it away again, unless something is in them", () => {
    path = join(folder, "x/y/a.lock");
    take().release();
    expect(existsSync(join(folder, "x"))).toBe(false);
    const lock = take();
    writeFileSync(join(folder, "x/file"), "");
    lock.release();
    expect([existsSync(join(folder, "x/y")), existsSync(join(folder, "x/file"))]).toEqual([false, true]);
  });

  // Mutation testing runs tests in worker threads, which cannot change it
  it.skipIf(!isMainThread)("is released from another working folder, too", () => {
    const before = process.cwd();
    onTestFinished(() => process.chdir(before));
    process.chdir(folder);
    path = "x/y/a.lock";
    const lock = take();
    process.chdir(tmpdir());
    lock.release();
    expect(existsSync(join(folder, "x"))).toBe(false);
  });

  it("says where it could not be written or read", () => {
    const writeFailed: unknown = expect.objectContaining({ code: "WRITE_FAILED" });
    mkdirSync(path);
    expect(take).toThrow(writeFailed);
    writeFileSync(join(folder, "file"), "");
    path = join(folder, "file/a.lock");
    expect(take).toThrow(writeFailed);
  });
});

describe("a lock of another process", () => {
  it("holds while the process is there", () => {
    const pid = sleepingProcess();
    leave({ pid });
    expect(take).toThrow(`held by ${pid}`);
  });

  it("is taken over when the process is gone", () => {
    const { pid } = spawnSync(process.execPath, ["-e", ""]);
    leave({ pid });
    expect(takenBy()).toBe(process.pid);
  });

  it.runIf(onLinux)("is taken over when its number was given to a process that began at another time", () => {
    leave({ pid: sleepingProcess(), processStart: "1" });
    expect(takenBy()).toBe(process.pid);
    leave({ pid: process.pid, processStart: "1" });
    expect(takenBy()).toBe(process.pid);
  });

  it.runIf(onLinux)("is taken over when nobody has cleared the dead process away", async () => {
    // The child outlives the shell, which would wait for it; the program in the shell's place does not
    const parent = spawn("sh", ["-c", "sleep 0.5 & echo $!; exec sleep 60"], { stdio: ["ignore", "pipe", "ignore"] });
    children.push(parent);
    const pid = Number(await new Promise((resolve) => parent.stdout.once("data", resolve)));
    const isZombie = (): boolean => readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
    await expect.poll(isZombie, { timeout: 10_000 }).toBe(true);
    leave({ pid });
    expect(takenBy()).toBe(process.pid);
  });

  it("holds when it is of another machine, which cannot be asked", () => {
    leave({ pid: 4_000_000, host: "elsewhere" });
    expect(take).toThrow("held by 4000000 on elsewhere");
  });

  it.each(["", "{", "{}"])("is taken over when it was cut off: %j", (content) => {
    writeFileSync(path, content);
    expect(takenBy()).toBe(process.pid);
  });

  it("is taken over past what a process left that was killed while it took over", () => {
    leave({ pid: spawnSync(process.execPath, ["-e", ""]).pid });
    leave({ pid: spawnSync(process.execPath, ["-e", ""]).pid }, takeover());
    expect(takenBy()).toBe(process.pid);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("is left to the process that takes it over already", () => {
    const pid = sleepingProcess();
    leave({ pid: spawnSync(process.execPath, ["-e", ""]).pid });
    leave({ pid }, takeover());
    expect(take).toThrow(`held by ${pid}`);
  });

  it("is not removed by the release of one that was lost to it", () => {
    const lock = take();
    leave({ host: "elsewhere" });
    lock.release();
    expect(holder().host).toBe("elsewhere");
  });
});
