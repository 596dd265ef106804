import fc from "fast-check";
import { expect, it } from "vitest";
import type { ModelInput } from "../contract/conversation.ts";
import type { Answer, Job } from "./messages.ts";
import { TokenBatcher, type BatchEntry, type Reading } from "./token-batcher.ts";

const counts = (texts: readonly ModelInput[]): Reading[] =>
  texts.map(({ length }) => ({ tokens: length, unknownTokens: 0 }));
const answerTo = ({ text, tokens, unknownTokens }: BatchEntry): Answer => ({
  label: text as string,
  words: text as string,
  score: 0,
  probability: 1,
  abstained: false,
  wouldBe: text as string,
  truncated: false,
  top: [],
  model: "m",
  tokens,
  unknownTokens,
});
const job = (id: number, texts: readonly string[], deadlineAtMs = Infinity): Job => ({
  id,
  texts,
  top: 1,
  nearest: 0,
  deadlineAtMs,
});

it("whatever comes, no batch exceeds the budget and every job gets the answers of its own texts, in order", () => {
  const texts = fc.array(fc.string({ minLength: 1, maxLength: 16 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(fc.array(texts, { maxLength: 20 }), fc.integer({ min: 16, max: 64 }), (jobs, budget) => {
      const batcher = new TokenBatcher(budget, counts);
      const waiting = jobs.map((texts, id) => job(id, texts));
      const results = new Map<number, Answer[]>();
      while (waiting.length > 0 || results.size < jobs.length) {
        // Two new jobs come while each batch runs.
        for (const next of waiting.splice(0, 2)) batcher.add(next);
        const batch = batcher.next(0);
        expect(batch.length).toBeGreaterThan(0);
        expect(Math.max(...batch.map(({ tokens }) => tokens)) * batch.length).toBeLessThanOrEqual(budget);
        for (const { id, results: own } of batcher.finish(batch, batch.map(answerTo))) {
          expect(results.has(id)).toBe(false);
          results.set(id, own);
        }
      }
      for (const [id, texts] of jobs.entries()) expect(results.get(id)?.map(({ label }) => label)).toEqual(texts);
    }),
  );
});

it("the text that waits longest opens a batch, and only texts of nearly its length join it", () => {
  const batcher = new TokenBatcher(100, counts);
  batcher.add(job(1, ["a".repeat(8), "b".repeat(30), "c".repeat(9), "d".repeat(10), "e".repeat(31)]));
  const lengths = (): number[] => batcher.next(0).map(({ tokens }) => tokens);
  expect([lengths(), lengths(), lengths()]).toEqual([[8, 9, 10], [30, 31], []]);
});

it("cancelled and expired jobs are not run, and those behind them are", () => {
  const batcher = new TokenBatcher(100, counts);
  batcher.add(job(1, ["cancelled"]));
  batcher.add(job(2, ["expired"], 50));
  batcher.add(job(3, ["waits"]));
  batcher.cancel(1);
  expect(batcher.next(50).map(({ text }) => text)).toEqual(["waits"]);
  expect(batcher.next(50)).toEqual([]);
});

it("a job cancelled while its batch ran gets no answer", () => {
  const batcher = new TokenBatcher(100, counts);
  batcher.add(job(1, ["a"]));
  batcher.add(job(2, ["b"]));
  const batch = batcher.next(0);
  batcher.cancel(1);
  expect(batcher.finish(batch, batch.map(answerTo)).map(({ id }) => id)).toEqual([2]);
});
