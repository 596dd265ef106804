import type { Spoken } from "@intentsmith/core";
import type { EncodedInputs, EncoderInput } from "@intentsmith/model";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { headFeatures } from "./head-features.ts";
import { LogisticHead } from "./logistic-head.ts";

/** Embeds a text as its length and its number of turns, in a row of two. */
const encoder = {
  encode: (inputs: readonly EncoderInput[]): Promise<EncodedInputs> =>
    Promise.resolve({
      data: Float32Array.from(inputs.flatMap((input) => [[input].flat().join("").length, [input].flat().length])),
      rowCount: inputs.length,
      width: 2,
      inputs: inputs.map((input) => ({
        ids: Int32Array.of([input].flat()[0]?.length ?? 0),
        truncated: false,
        content: "known" as const,
        unknownTokens: 0,
      })),
    }),
};

const sees = { turns: 2, role: true, roles: ["cook", "guest"] };
const reading = { context: { turns: 0, role: false, head: sees }, head: { type: "logistic" as const, context: sees } };
const spoken: Spoken = {
  text: "abc",
  role: "guest",
  context: [
    { role: "cook", text: "older" },
    { role: "guest", text: "old" },
    { role: "cook", text: "newest" },
  ],
};

describe("what a head is given of a conversation", () => {
  test("is the text's embedding, who speaks, and the embeddings of the newest turns, the newest first", async () => {
    const { data, width, rowCount, inputs } = await headFeatures(encoder, [{ text: "z" }, spoken], reading);
    expect({ width, rowCount }).toEqual({ width: 2 + 2 + 2 * 2, rowCount: 2 });
    expect([...data]).toEqual([1, 1, 0, 0, 0, 0, 0, 0].concat([3, 1, 0, 1, 6, 1, 3, 1]));
    expect(inputs.map(({ ids }) => ids[0])).toEqual([1, 3]);
  });

  test("an earlier turn is read as if it were the text, with its own earlier turns before it", async () => {
    const context = { turns: 1, role: false };
    const { data } = await headFeatures(encoder, [spoken], { ...reading, context });
    expect([...data]).toEqual([9, 2, 0, 1, 9, 2, 8, 2]);
  });

  test("is the embedding alone for any other head, and 0 for a role that it does not know", async () => {
    const plain = await headFeatures(encoder, [spoken], { ...reading, head: { type: "logistic" } });
    expect([...plain.data]).toEqual([3, 1]);
    const unknown = await headFeatures(encoder, [{ text: "abc", role: "waiter" }], reading);
    expect([...unknown.data]).toEqual([3, 1, 0, 0, 0, 0, 0, 0]);
  });

  test("turns beyond those that it sees change nothing, nor do the other rows", async () => {
    const turn = fc.record({ text: fc.string(), role: fc.constantFrom("cook", "guest", "") });
    const row = fc.record({ text: fc.string(), role: fc.constant("cook"), context: fc.array(turn, { maxLength: 5 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 5 }), async (rows) => {
        const all = await headFeatures(encoder, rows, reading);
        for (const [b, { context, ...own }] of rows.entries()) {
          const alone = await headFeatures(encoder, [{ ...own, context: context.slice(-2) }], reading);
          expect(all.data.subarray(b * 8, (b + 1) * 8)).toEqual(alone.data);
        }
      }),
    );
  });
});

test("a logistic head takes what a row lacks at its end as 0", () => {
  const weights = { data: Float32Array.of(1, 2, 3, 4, 5, 6), rowCount: 2, width: 3 };
  const head = new LogisticHead({ type: "logistic" }, weights, Float32Array.of(10, 20));
  const whole = head.scores({ data: Float32Array.of(1, 1, 0, 0, 2, 0), rowCount: 2, width: 3 });
  expect([...whole]).toEqual([13, 29, 14, 30]);
  expect([...head.scores({ data: Float32Array.of(1, 1, 0, 2), rowCount: 2, width: 2 })]).toEqual([...whole]);
});
