import { execFileSync, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { chmodSync, chownSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findProgram, freePort, postgresFolders, untilItListens } from "./programs.ts";

const initdb = findProgram("initdb", postgresFolders());

/** The server on this machine, undefined if there is none. */
export const postgresServer: string | undefined =
  initdb === undefined ? undefined : initdb.replace(/initdb$/, "postgres");

const pgIsReady = (initdb ?? "").replace(/initdb$/, "pg_isready");

/** What a skipped test says. */
export const withoutPostgres = "skipped without Postgres: apt-get install postgresql";

/** Postgres refuses to run as root: then it runs as the user that Debian's package makes. */
function runAs(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string): number => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

/** A Postgres of its own on loopback, that can go and come back. */
export class LocalPostgres {
  readonly port: number;
  readonly #folder: string;
  #child: ChildProcess | undefined;

  private constructor(port: number, folder: string) {
    this.port = port;
    this.#folder = folder;
  }

  static async start(): Promise<LocalPostgres> {
    const folder = mkdtempSync(join(tmpdir(), "intentsmith-postgres-"));
    const as = runAs();
    chmodSync(folder, 0o700);
    if (as.uid !== undefined) chownSync(folder, as.uid, as.gid as number);
    const flags = ["-D", folder, "-U", "intentsmith", "--auth=trust", "--encoding=UTF8", "--no-sync"];
    execFileSync(initdb as string, flags, { ...as, stdio: "ignore", cwd: "/" });
    const postgres = new LocalPostgres(await freePort(), folder);
    await postgres.up();
    return postgres;
  }

  get url(): string {
    return `postgres://intentsmith@127.0.0.1:${this.port}/postgres`;
  }

  async up(): Promise<void> {
    const flags = ["-D", this.#folder, "-p", String(this.port), "-h", "127.0.0.1", "-k", this.#folder];
    this.#child = spawn(postgresServer as string, flags, { ...runAs(), stdio: "ignore", cwd: "/" });
    await untilItListens(this.port);
    // It listens before it has recovered.
    const untilMs = performance.now() + 20_000;
    const ready = (): boolean =>
      spawnSync(pgIsReady, ["-h", "127.0.0.1", "-p", String(this.port)], { stdio: "ignore" }).status === 0;
    while (!ready() && performance.now() < untilMs) await sleep(50);
  }

  /** At once, as when the machine is cut off. */
  async down(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGQUIT");
    await gone;
  }

  async remove(): Promise<void> {
    await this.down();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
