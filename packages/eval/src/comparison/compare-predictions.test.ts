import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { comparePredictions } from "./compare-predictions.ts";

const labels = (...indices: number[]): Int32Array => Int32Array.from(indices);

describe("two models on the same texts", () => {
  const comparison = comparePredictions({
    targets: labels(0, 1, 2, 0, 1, 2),
    model: labels(0, 1, 2, 1, 1, 0),
    other: labels(0, 0, 2, 0, 0, 1),
  });

  test("are told apart by the texts that only one of them gets right", () => {
    expect(comparison).toMatchObject({
      total: 6,
      model: { correct: 4, accuracy: 4 / 6 },
      other: { correct: 3, accuracy: 0.5 },
      onlyModel: [1, 4],
      onlyOther: [3],
      bothRight: 2,
      bothWrong: 1,
      groupCount: 6,
    });
    expect(comparison.difference.value).toBeCloseTo(1 / 6, 15);
  });

  test("so close are tied, with the p of one against two: 2 · (1 + 3) / 8, at most 1", () => {
    expect(comparison.verdict).toBe("tied");
    expect(comparison.pValue).toBeCloseTo(1, 12);
  });
});

test("a model that is right where the other never is, is better; the other way round worse", () => {
  const targets = Int32Array.from({ length: 60 }, (_, i) => i % 3);
  const wrong = targets.map((target) => (target + 1) % 3);
  const half = targets.map((target, i) => (i % 2 === 0 ? target : (target + 1) % 3));
  expect(comparePredictions({ targets, model: half, other: wrong }).verdict).toBe("better");
  expect(comparePredictions({ targets, model: wrong, other: half }).verdict).toBe("worse");
});

test("changing sides changes signs and nothing else", () => {
  const row = fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2), fc.option(fc.constantFrom("a", "b", "c"), { nil: undefined }));
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 40 }), (rows) => {
      const column = (k: 0 | 1 | 2): Int32Array => Int32Array.from(rows, (cells) => cells[k]);
      const groups = rows.map(([, , , group]) => group);
      const there = comparePredictions({ targets: column(0), model: column(1), other: column(2), groups });
      const back = comparePredictions({ targets: column(0), model: column(2), other: column(1), groups });
      expect(back.difference.value).toBeCloseTo(-there.difference.value, 12);
      expect(back.difference.low).toBeCloseTo(-there.difference.high, 12);
      expect(back.difference.high).toBeCloseTo(-there.difference.low, 12);
      expect(back.pValue).toBe(there.pValue);
      expect(back.onlyModel).toEqual(there.onlyOther);
      expect(there.bothRight + there.bothWrong + there.onlyModel.length + there.onlyOther.length).toBe(rows.length);
    }),
  );
});

test("texts of one conversation are one group, texts without one stand alone", () => {
  const { groupCount } = comparePredictions({
    targets: labels(0, 0, 0, 0),
    model: labels(0, 0, 0, 0),
    other: labels(1, 1, 1, 1),
    groups: ["c", undefined, "c", undefined],
  });
  expect(groupCount).toBe(3);
});

test("one text decides nothing, however it falls: the interval is all there is", () => {
  const comparison = comparePredictions({ targets: labels(0), model: labels(0), other: labels(1) });
  expect(comparison.difference).toEqual({ value: 1, low: -1, high: 1 });
  expect(comparison).toMatchObject({ verdict: "tied", pValue: 1 });
});

test("two models that agree everywhere differ by nothing", () => {
  const right = labels(0, 1, 2);
  const comparison = comparePredictions({ targets: right, model: right, other: right });
  expect(comparison).toMatchObject({
    difference: { value: 0, low: 0, high: 0 },
    verdict: "tied",
    pValue: 1,
    bothRight: 3,
  });
});

test("no text, and other lengths, are refused", () => {
  const none = labels();
  expect(() => comparePredictions({ targets: none, model: none, other: none })).toThrow(
    expect.objectContaining({ code: "DATA_EMPTY" }),
  );
  const one = labels(0);
  expect(() => comparePredictions({ targets: one, model: none, other: one })).toThrow(
    expect.objectContaining({ code: "ARGUMENT_INVALID" }),
  );
  expect(() => comparePredictions({ targets: one, model: one, other: one, groups: [] })).toThrow(
    expect.objectContaining({ code: "ARGUMENT_INVALID" }),
  );
});
