import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SeededRandom } from "@intentsmith/core";
import { openDatabase } from "@intentsmith/serve";
import { expect, it, onTestFinished } from "vitest";
import { repository, workFolder } from "./testing/command-line.ts";

/** INTENTSMITH_KILLS=50 for the long form. */
const kills = Number(process.env["INTENTSMITH_KILLS"] ?? 8);
const model = join(repository, "packages/classifier/src/testing/folders-of-format-1/exported");
const bin = join(repository, "packages/cli/bin/intentsmith.js");

/** The service as systemd keeps it: started again whenever it ends. */
class KeptService {
  readonly #cwd: string;
  readonly #port: number;
  #child: ChildProcess | undefined;
  #stopping = false;

  constructor(cwd: string, port: number) {
    [this.#cwd, this.#port] = [cwd, port];
    this.#start();
  }

  get pid(): number {
    return this.#child?.pid as number;
  }

  /** Pid of the process that classifies, if there is one. */
  get enginePid(): number | undefined {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .find((pid) => {
        try {
          return readFileSync(`/proc/${pid}/stat`, "utf8").split(" ")[3] === String(this.pid);
        } catch {
          return false;
        }
      });
  }

  async stop(): Promise<number | null> {
    this.#stopping = true;
    const child = this.#child as ChildProcess;
    const exit = once(child, "exit");
    child.kill("SIGTERM");
    const [code] = (await exit) as [number | null];
    return code;
  }

  kill(): void {
    this.#child?.kill("SIGKILL");
  }

  #start(): void {
    const flags = ["--model", model, "--port", String(this.#port), "--data-dir", "data", "--set", "deadlineMs=10000"];
    this.#child = spawn(process.execPath, [bin, "serve", ...flags], { cwd: this.#cwd, stdio: "ignore" });
    this.#child.on("exit", () => {
      if (!this.#stopping) this.#start();
    });
  }
}

it.skipIf(process.platform !== "linux")(
  "SIGKILL of the service and of its model's process under load: no acknowledged feedback lost, none doubled, back by itself",
  async () => {
    const cwd = workFolder();
    const port = 20_000 + (process.pid % 20_000);
    const service = new KeptService(cwd, port);
    onTestFinished(() => service.kill());
    const url = `http://127.0.0.1:${port}`;
    const post = async (path: string, body: unknown, headers = {}): Promise<{ status: number; body: any }> => {
      const answer = await fetch(url + path, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify(body),
      });
      return { status: answer.status, body: await answer.json() };
    };
    const expected: Record<string, string> = {};
    const answersAgain = async (): Promise<void> =>
      void (await expect
        .poll(async () => (await post("/v1/classify", { input: "cancel" }).catch(() => undefined))?.status, {
          timeout: 60_000,
          interval: 20,
        })
        .toBe(200));
    const began = performance.now();
    await answersAgain();
    // On a busy machine a start takes longer, killed or not.
    const allowedMs = Math.max(5000, 3 * (performance.now() - began));
    const texts = ["where is my parcel?", "new password", "cancel", "refund please"];
    for (const text of texts) expected[text] = (await post("/v1/classify", { input: text })).body.results[0].wouldBe;

    const acknowledged = new Map<string, string>();
    const load = new AbortController();
    let answered = 0;
    const clients = Array.from({ length: 4 }, async (_, client) => {
      for (let i = 0; !load.signal.aborted; i++) {
        const text = texts[i % texts.length] as string;
        const requestId = `client-${client}-request-${i}`;
        try {
          const { status, body } = await post("/v1/classify", { input: text }, { "x-request-id": requestId });
          if (status !== 200) continue;
          expect(body.results[0].wouldBe).toBe(expected[text]);
          answered++;
          const feedback = await post("/v1/feedback", { requestId, label: `label-${i}` });
          if (feedback.status === 200) acknowledged.set(requestId, `label-${i}`);
        } catch (error) {
          // The connection broke; an assertion that fails is another thing.
          if (error instanceof Error && error.name === "AssertionError") throw error;
          await new Promise((later) => setTimeout(later, 20));
        }
      }
    });
    const random = new SeededRandom("kills");
    let slowestMs = 0;
    for (let i = 0; i < kills; i++) {
      await new Promise((later) => setTimeout(later, 200 + random.integer(800)));
      const pid = i % 2 === 0 ? service.pid : service.enginePid;
      if (pid !== undefined) process.kill(pid, "SIGKILL");
      const killedMs = performance.now();
      await answersAgain();
      slowestMs = Math.max(slowestMs, performance.now() - killedMs);
    }
    load.abort();
    await Promise.all(clients);
    expect(await service.stop()).toBe(0);
    const database = await openDatabase(join(cwd, "data", "requests.sqlite"));
    const kept = await database.selectFrom("feedback").select(["request_id", "label"]).execute();
    await database.destroy();
    const found = new Map(kept.map(({ request_id, label }) => [request_id, label]));
    console.log(
      `${kills} kills: ${answered} answers, ${acknowledged.size} feedback acknowledged, ${kept.length} kept; back after ${slowestMs.toFixed(0)} ms at most`,
    );
    expect(found.size).toBe(kept.length);
    for (const [requestId, label] of acknowledged) expect(found.get(requestId)).toBe(label);
    expect(acknowledged.size).toBeGreaterThan(kills * 3);
    expect(slowestMs).toBeLessThan(allowedMs);
  },
);
