import { IntentClassifier } from "@intentsmith/classifier";
import { silentLogger } from "@intentsmith/core";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { compiledEngine, exportedFolder } from "../testing/exported-folder.ts";
import { Engine, type EngineSettings } from "./engine.ts";
import type { Answer } from "./messages.ts";

let direct: IntentClassifier;
beforeAll(async () => {
  direct = await IntentClassifier.load(exportedFolder, { threads: 1 });
});
afterAll(() => direct.release());

async function start(changes: Partial<EngineSettings> = {}): Promise<Engine> {
  const engine = await Engine.start({
    folder: exportedFolder,
    threads: 1,
    maxBatchTokens: 256,
    deadlineMs: 10_000,
    hangTimeoutMs: 5000,
    logger: silentLogger,
    entry: compiledEngine,
    ...changes,
  });
  onTestFinished(() => engine.stop(1000));
  return engine;
}

async function expectOwnAnswers(texts: readonly string[], results: readonly Answer[]): Promise<void> {
  const own = await direct.classify(texts, { top: 2 });
  expect(results.map(({ label }) => label)).toEqual(own.map(({ label }) => label));
  for (const [i, { score }] of own.entries()) expect(results[i]?.score).toBeCloseTo(score, 5);
}

const wait = (ms: number): Promise<void> => new Promise((later) => setTimeout(later, ms));
const kill = (engine: Engine, signal: NodeJS.Signals): void => {
  if (engine.pid !== undefined) process.kill(engine.pid, signal);
};

it("each answer belongs to its text, under concurrent load and while the process is killed", async () => {
  const engine = await start();
  const words = fc.constantFrom("where", "parcel", "cancel", "order", "password", "new", "reset", "thanks", "4", "?");
  const text = fc.array(words, { minLength: 1, maxLength: 8 }).map((list) => list.join(" "));
  const requests = fc.array(fc.array(text, { minLength: 1, maxLength: 4 }), { minLength: 5, maxLength: 40 });
  let answered = 0;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(requests, fc.integer({ min: 0, max: 15 }), async (all, killAfterMs) => {
      setTimeout(() => kill(engine, "SIGKILL"), killAfterMs);
      await Promise.all(
        all.map(async (texts) => {
          try {
            await expectOwnAnswers(texts, await engine.classify(texts, { top: 2 }));
            answered++;
          } catch (error) {
            // Only a refusal by name is allowed, never another text's answer.
            expect(error).toMatchObject({ code: expect.stringMatching(/^(ENGINE_UNAVAILABLE|OVERLOADED)$/) });
            refused++;
          }
        }),
      );
      await wait(20);
    }),
    { numRuns: 8, endOnFailure: true },
  );
  expect(engine.crashes).toBeGreaterThan(3);
  expect(answered).toBeGreaterThan(refused);
}, 60_000);

it("a request that waits when the process dies is answered by the next one", async () => {
  const engine = await start();
  kill(engine, "SIGSTOP");
  const answer = engine.classify(["where is my parcel?"], { top: 2 });
  kill(engine, "SIGKILL");
  await expectOwnAnswers(["where is my parcel?"], await answer);
});

it("a process that hangs is killed and replaced, even where everybody stopped waiting", async () => {
  const engine = await start({ hangTimeoutMs: 400, deadlineMs: 100 });
  const before = engine.pid;
  kill(engine, "SIGSTOP");
  await expect(engine.classify(["stuck"], { top: 1 })).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED" });
  await expect.poll(() => engine.ready && engine.pid !== before, { timeout: 10_000 }).toBe(true);
  expect(engine.crashes).toBe(1);
});

it("an idle process is not taken for a hanging one, nor one whose clients all went away", async () => {
  const engine = await start({ hangTimeoutMs: 200 });
  const gone = new AbortController();
  const dropped = engine.classify(["nobody waits"], { top: 1, signal: gone.signal });
  gone.abort();
  await expect(dropped).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED" });
  await wait(600);
  expect(engine.crashes).toBe(0);
  expect(engine.waitingRequests).toBe(0);
});

it("stop refuses new work, answers what is under way and ends the process", async () => {
  const engine = await start();
  const pid = engine.pid as number;
  const answer = engine.classify(["where is my parcel?"], { top: 2 });
  const stopped = engine.stop(5000);
  await expect(engine.classify(["late"], { top: 1 })).rejects.toMatchObject({ code: "ENGINE_UNAVAILABLE" });
  await expectOwnAnswers(["where is my parcel?"], await answer);
  await stopped;
  expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
});

it("a folder that cannot be loaded fails with the loader's own code", async () => {
  await expect(start({ folder: "/nowhere" })).rejects.toMatchObject({ code: "FILE_NOT_FOUND" });
});
