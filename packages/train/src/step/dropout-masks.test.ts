import { packSequences } from "@intentsmith/model";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DropoutMasks, fillMask, mixKey } from "./dropout-masks.ts";

const mask = (size: number, rate: number, key: number): Float32Array => {
  const values = new Float32Array(size).fill(NaN);
  fillMask(values, rate, key);
  return values;
};
const dropped = (values: Float32Array): number => values.reduce((count, value) => count + (value === 0 ? 1 : 0), 0);

describe("a mask", () => {
  test("holds 0 and exactly 1/(1 − rate), in a share that fits the rate, and nothing else depends on chance", () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 0.01, max: 0.9, noNaN: true }), (key, rate) => {
        const size = 10_001;
        const values = mask(size, rate, key);
        const scale = Math.fround(1 / (1 - rate));
        expect(values.every((value) => value === 0 || value === scale)).toBe(true);
        // 6 standard deviations, and the rate is kept to 1/65536
        const tolerance = 6 * Math.sqrt(size * rate * (1 - rate)) + size / 65_536;
        expect(Math.abs(dropped(values) - size * rate)).toBeLessThan(tolerance);
        expect(Buffer.compare(Buffer.from(mask(size, rate, key).buffer), Buffer.from(values.buffer))).toBe(0);
      }),
    );
  });

  test("a shorter one is the start of a longer one: the size does not matter", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 99 }), (key, size) => {
        expect(mask(size, 0.3, key)).toEqual(mask(100, 0.3, key).subarray(0, size));
      }),
    );
  });

  test("at rate 0 everything passes", () => {
    expect(new Set(mask(1000, 0, 7))).toEqual(new Set([1]));
  });

  test.each([1, 2, 3, 17, 128])("elements %i apart drop independently", (lag) => {
    const values = mask(200_000, 0.5, 11);
    let both = 0;
    for (let i = 0; i + lag < values.length; i++) if (values[i] === 0 && values[i + lag] === 0) both += 1;
    expect(both / (values.length - lag)).toBeCloseTo(0.25, 2);
  });
});

describe("keys", () => {
  const seeds = [0, 1, 42, 2 ** 32 - 1];
  const keys = seeds.flatMap((seed) =>
    Array.from({ length: 40 }, (_, step) =>
      Array.from({ length: 20 }, (__, place) => mixKey(seed, step, place)),
    ).flat(),
  );

  test("no two of 3,200 seeds, steps and places share one", () => {
    expect(new Set(keys).size).toBe(keys.length);
  });

  test("masks of neighbouring steps, places and seeds are independent", () => {
    const pairs: [number, number][] = [
      [mixKey(42, 5, 1), mixKey(42, 6, 1)],
      [mixKey(42, 5, 1), mixKey(42, 5, 2)],
      [mixKey(42, 5, 1), mixKey(43, 5, 1)],
      [mixKey(1, 2, 3), mixKey(2, 1, 3)],
    ];
    for (const [left, right] of pairs) {
      const [a, b] = [mask(100_000, 0.5, left), mask(100_000, 0.5, right)];
      const both = a.reduce((count, value, i) => count + (value === 0 && b[i] === 0 ? 1 : 0), 0);
      expect(both / a.length).toBeCloseTo(0.25, 2);
    }
  });
});

describe("the masks of a step", () => {
  const sizes = { family: "bert" as const, layerCount: 2, headCount: 4, hiddenSize: 16 };
  const batch = packSequences([Int32Array.of(2, 7, 3), Int32Array.of(2, 7, 8, 9, 7, 7, 7, 3)], 2);
  const copy = (masks: ReturnType<DropoutMasks["feeds"]>): Record<string, number[]> =>
    Object.fromEntries(Object.entries(masks).map(([name, { data }]) => [name, Array.from(data as Float32Array)]));

  test("embeddings, attention per bucket, both sublayers of every layer", () => {
    const feeds = new DropoutMasks({ hidden: 0.1, attention: 0.2 }, sizes).feeds(batch, { seed: 1, step: 0 });
    expect(Object.fromEntries(Object.entries(feeds).map(([name, { shape }]) => [name, shape]))).toEqual({
      dropout_embeddings: [11, 16],
      dropout_attention_0_0: [1, 4, batch.buckets[0]?.length, batch.buckets[0]?.length],
      dropout_attention_0_1: [1, 4, batch.buckets[1]?.length, batch.buckets[1]?.length],
      dropout_attention_output_0: [11, 16],
      dropout_feed_forward_output_0: [11, 16],
      dropout_attention_1_0: [1, 4, batch.buckets[0]?.length, batch.buckets[0]?.length],
      dropout_attention_1_1: [1, 4, batch.buckets[1]?.length, batch.buckets[1]?.length],
      dropout_attention_output_1: [11, 16],
      dropout_feed_forward_output_1: [11, 16],
    });
  });

  test("a family without dropout on the attention's output has no mask there, and numbers of its own after it", () => {
    const of = (family: "bert" | "distilbert") =>
      copy(new DropoutMasks({ hidden: 0.1, attention: 0.2 }, { ...sizes, family }).feeds(batch, { seed: 1, step: 0 }));
    const [bert, distilbert] = [of("bert"), of("distilbert")];
    const without = Object.keys(bert).filter((name) => !name.startsWith("dropout_attention_output"));
    expect(Object.keys(distilbert)).toEqual(without);
    expect(distilbert["dropout_attention_0_1"]).toEqual(bert["dropout_attention_0_1"]);
  });

  test("BERT's places keep their numbers: a run that an earlier version began goes on with the same masks", () => {
    const masks = copy(new DropoutMasks({ hidden: 0.1, attention: 0.2 }, sizes).feeds(batch, { seed: 1, step: 0 }));
    const places = Object.keys(masks);
    for (const [i, name] of places.entries()) {
      const expected = mask(masks[name]?.length as number, /attention_\d/.test(name) ? 0.2 : 0.1, mixKey(1, 0, i + 1));
      expect(masks[name], name).toEqual(Array.from(expected));
    }
  });

  test("depend on seed and step alone, whatever came before", () => {
    const fresh = (): DropoutMasks => new DropoutMasks({ hidden: 0.1, attention: 0.1 }, sizes);
    const used = fresh();
    used.feeds(batch, { seed: 1, step: 0 });
    expect(copy(used.feeds(batch, { seed: 1, step: 9 }))).toEqual(copy(fresh().feeds(batch, { seed: 1, step: 9 })));
    expect(copy(fresh().feeds(batch, { seed: 1, step: 8 }))).not.toEqual(
      copy(fresh().feeds(batch, { seed: 1, step: 9 })),
    );
  });

  test("no input where the rate is 0, and the other places keep their masks", () => {
    const both = copy(new DropoutMasks({ hidden: 0.1, attention: 0.1 }, sizes).feeds(batch, { seed: 1, step: 3 }));
    const hidden = copy(new DropoutMasks({ hidden: 0.1, attention: 0 }, sizes).feeds(batch, { seed: 1, step: 3 }));
    expect(Object.keys(hidden).filter((name) => /attention_\d/.test(name))).toEqual([]);
    for (const [name, values] of Object.entries(hidden)) expect(values).toEqual(both[name]);
    expect(new DropoutMasks({ hidden: 0, attention: 0 }, sizes).feeds(batch, { seed: 1, step: 3 })).toEqual({});
  });
});
