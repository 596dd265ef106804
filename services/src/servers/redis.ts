import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProgram, freePort, untilItListens } from "./programs.ts";

/** The server on this machine, undefined if there is none. */
export const redisServer: string | undefined = findProgram("redis-server");

/** What a skipped test says. */
export const withoutRedis = "skipped without Redis: apt-get install redis-server";

/** A Redis of its own on loopback, that can go and come back. */
export class LocalRedis {
  readonly port: number;
  readonly #folder = mkdtempSync(join(tmpdir(), "intentsmith-redis-"));
  #child: ChildProcess | undefined;

  private constructor(port: number) {
    this.port = port;
  }

  static async start(): Promise<LocalRedis> {
    const redis = new LocalRedis(await freePort());
    await redis.up();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}/0`;
  }

  async up(): Promise<void> {
    const flags = ["--port", String(this.port), "--bind", "127.0.0.1", "--save", "", "--dir", this.#folder];
    this.#child = spawn(redisServer as string, flags, { stdio: "ignore" });
    await untilItListens(this.port);
  }

  async down(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
  }

  async remove(): Promise<void> {
    await this.down();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
