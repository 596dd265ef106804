import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import type { EncodedTexts, Weights } from "@intentsmith/model";
import { ExamplesHead } from "./examples-head.ts";
import { createHead } from "./create-head.ts";

const rows = (...values: number[][]): EncodedTexts => ({
  data: Float32Array.from(values.flat()),
  rowCount: values.length,
  width: values[0]?.length ?? 0,
});

const tensors = (entries: Record<string, number[][] | number[]>): Weights =>
  new Map(
    Object.entries(entries).map(([name, value]) => {
      const nested = Array.isArray(value[0]);
      const shape = nested ? [value.length, (value[0] as number[]).length] : [value.length];
      return [name, { shape, data: Float32Array.from(value.flat()) }];
    }),
  );

describe("the score of a text with each label", () => {
  const texts = rows([1, 0], [0.6, 0.8]);

  it("is the cosine to the label's vector", () => {
    const head = createHead(
      { type: "label-vectors" },
      tensors({
        label_vectors: [
          [1, 0],
          [0, 1],
        ],
      }),
      2,
      "here",
    );
    expect([...head.scores(texts)].map((score) => Number(score.toFixed(6)))).toEqual([1, 0, 0.6, 0.8]);
  });

  it("is the logit of a logistic head: weights times embedding, and bias", () => {
    const head = createHead(
      { type: "logistic" },
      tensors({
        weights: [
          [2, 1],
          [0, -1],
        ],
        bias: [0.5, 1],
      }),
      2,
      "here",
    );
    const expected = [2.5, 1, 1.2 + 0.8 + 0.5, -0.8 + 1];
    for (const [i, score] of head.scores(texts).entries()) expect(score).toBeCloseTo(expected[i] as number, 6);
  });

  it("is the mean cosine of a label's nearest examples, of all it has if there are fewer", () => {
    const known = tensors({
      vectors: [
        [1, 0],
        [0.8, 0.6],
        [-1, 0],
        [0, 1],
      ],
      vector_labels: [0, 0, 0, 1],
    });
    const head = createHead({ type: "nearest-examples", neighbours: 2 }, known, 2, "here");
    const expected = [(1 + 0.8) / 2, 0, (0.6 + 0.96) / 2, 0.8];
    for (const [i, score] of head.scores(texts).entries()) expect(score).toBeCloseTo(expected[i] as number, 6);
    expect((head as ExamplesHead).nearest(Float32Array.of(1, 0), 2).map(({ index }) => index)).toEqual([0, 1]);
  });
});

test("mean of the k nearest is what sorting all cosines gives", () => {
  const vector = fc.tuple(fc.float({ min: -1, max: 1, noNaN: true }), fc.float({ min: -1, max: 1, noNaN: true }));
  fc.assert(
    fc.property(
      fc.array(vector, { minLength: 1, maxLength: 12 }),
      vector,
      fc.integer({ min: 1, max: 5 }),
      (known, text, k) => {
        const vectors = Float32Array.from(known.flat());
        const head = new ExamplesHead(
          { type: "nearest-examples", neighbours: k },
          { vectors, labels: new Int32Array(known.length), width: 2, labelCount: 1 },
        );
        const cosines = known
          .map(([x, y]) => Math.fround(x * text[0] + y * text[1]))
          .sort((a, b) => b - a)
          .slice(0, k);
        const mean = cosines.reduce((sum, cosine) => sum + cosine, 0) / cosines.length;
        expect(head.scores(rows([...text]))[0]).toBeCloseTo(mean, 5);
      },
    ),
  );
});

test("a head is what its tensors were saved from", () => {
  const saved = tensors({
    weights: [
      [2, 1],
      [0, -1],
    ],
    bias: [0.5, 1],
  });
  expect(createHead({ type: "logistic" }, saved, 2, "here").tensors()).toEqual(saved);
});

test.each([
  {
    what: "a missing tensor",
    head: { type: "logistic" as const },
    given: {
      weights: [
        [1, 2],
        [3, 4],
      ],
    },
  },
  { what: "a label too few", head: { type: "label-vectors" as const }, given: { label_vectors: [[1, 2]] } },
  {
    what: "NaN",
    head: { type: "label-vectors" as const },
    given: {
      label_vectors: [
        [1, NaN],
        [1, 2],
      ],
    },
  },
  {
    what: "a label without a vector",
    head: { type: "prototypes" as const },
    given: { vectors: [[1, 2]], vector_labels: [1] },
  },
])("$what is refused", ({ head, given }) => {
  const entries = given as Record<string, number[][]>;
  expect(() => createHead(head, tensors(entries), 2, "m/head.safetensors")).toThrow(
    expect.objectContaining({ code: "MODEL_MALFORMED", message: expect.stringContaining("m/head.safetensors") }),
  );
});
