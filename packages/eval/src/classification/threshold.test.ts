import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chooseThreshold } from "./threshold.ts";

const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.boolean()), { minLength: 1, maxLength: 40 });

function input(examples: [number, boolean][], wantedAccuracy: number): Parameters<typeof chooseThreshold>[0] {
  return {
    scores: Float32Array.from(examples, ([score]) => score / 10),
    predicted: Int32Array.from(examples, ([, isRight]) => Number(isRight)),
    targets: new Int32Array(examples.length).fill(1),
    wantedAccuracy,
  };
}

describe("the abstain threshold", () => {
  test("accepts what it says it accepts, with the accuracy it says", () => {
    fc.assert(
      fc.property(rows, fc.double({ min: 0, max: 1, noNaN: true }), (examples, wanted) => {
        const chosen = chooseThreshold(input(examples, wanted));
        fc.pre(chosen !== undefined);
        const accepted = examples.filter(([score]) => Math.fround(score / 10) >= chosen.threshold);
        expect(accepted).toHaveLength(chosen.accepted);
        expect(accepted.filter(([, isRight]) => isRight).length / accepted.length).toBe(chosen.accuracy);
        expect(chosen.accuracy).toBeGreaterThanOrEqual(wanted);
        expect(chosen.coverage).toBe(chosen.accepted / chosen.total);
      }),
    );
  });

  test("is the smallest score that reaches the wanted accuracy", () => {
    fc.assert(
      fc.property(rows, fc.double({ min: 0, max: 1, noNaN: true }), (examples, wanted) => {
        const chosen = chooseThreshold(input(examples, wanted))?.threshold ?? Infinity;
        const reaching = examples
          .map(([score]) => score)
          .filter((threshold) => {
            const accepted = examples.filter(([score]) => score >= threshold);
            return accepted.filter(([, isRight]) => isRight).length / accepted.length >= wanted;
          });
        expect(chosen).toBe(Math.fround(Math.min(...reaching) / 10));
      }),
    );
  });

  test("gives less coverage for more accuracy", () => {
    const examples: [number, boolean][] = [
      [9, true],
      [8, true],
      [7, false],
      [6, true],
      [5, false],
    ];
    expect(chooseThreshold(input(examples, 0.5))?.coverage).toBe(1);
    expect(chooseThreshold(input(examples, 0.75))).toMatchObject({ accepted: 4, total: 5, accuracy: 0.75 });
    expect(chooseThreshold(input(examples, 1))?.accepted).toBe(2);
  });

  test("is undefined when even the surest prediction is wrong", () => {
    expect(
      chooseThreshold(
        input(
          [
            [9, false],
            [8, false],
          ],
          0.5,
        ),
      ),
    ).toBeUndefined();
  });

  test.each([
    { what: "no example", change: { scores: new Float32Array(), predicted: new Int32Array() }, code: "DATA_EMPTY" },
    { what: "lists of unequal length", change: { targets: new Int32Array(3) }, code: "ARGUMENT_INVALID" },
    { what: "a percentage", change: { wantedAccuracy: 95 }, code: "ARGUMENT_INVALID" },
    { what: "NaN", change: { wantedAccuracy: NaN }, code: "ARGUMENT_INVALID" },
  ])("refuses $what", ({ change, code }) => {
    expect(() => chooseThreshold({ ...input([[1, true]], 0.5), ...change })).toThrow(expect.objectContaining({ code }));
  });
});
