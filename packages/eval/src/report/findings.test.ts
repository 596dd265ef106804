import { describe, expect, test } from "vitest";
import { madeResult } from "../testing/made-result.ts";
import { baseline, findings } from "./findings.ts";

describe("the two sentences", () => {
  test("name the pair that makes most mistakes, and the weakest label that has enough texts", () => {
    const result = madeResult(
      ["a", "b", "c", "rare"],
      [
        [0, 0, 60],
        [0, 1, 14],
        [1, 1, 50],
        [1, 0, 9],
        [2, 2, 40],
        [2, 0, 2],
        [3, 0, 1],
      ],
    );
    const { weak, next } = findings(result);
    expect(weak).toBe("23 of 26 mistakes are between “a” and “b”; “a” is recognised in 60 of 74 texts.");
    expect(next).toMatch(/^Read the texts of that pair below: .* merge or reword/);
  });

  test("say that mistakes are spread where no pair stands out", () => {
    const names = Array.from({ length: 12 }, (_, k) => `l${k}`);
    const counts = names.flatMap((_, k): [number, number, number][] => [
      [k, k, 20],
      [k, (k + 1) % 12, 1],
    ]);
    const { weak, next } = findings(madeResult(names, counts));
    expect(weak).toBe(
      "12 mistakes are spread over 12 pairs of labels, none of them frequent; “l0” is recognised in 20 of 21 texts.",
    );
    expect(next).toMatch(/^Add training texts of the weakest labels, “l0” first/);
  });

  test("say first of all if answering one label would do as well", () => {
    const result = madeResult(
      ["a", "b"],
      [
        [0, 0, 50],
        [1, 0, 40],
        [1, 1, 5],
        [0, 1, 5],
      ],
    );
    expect(findings(result).weak).toBe(
      "The model is hardly better than always answering “a”, which is right for 55.0\u00A0%.",
    );
  });

  test("of a perfect result give what can still be wrong, and of few texts call no label weak", () => {
    expect(findings(madeResult(["a", "b"], [[0, 0, 3]])).weak).toMatch(/^No mistake on 3 texts; .* at least 43\.9/);
    const few = madeResult(
      ["a", "b", "c"],
      [
        [0, 0, 4],
        [1, 1, 4],
        [2, 2, 3],
        [2, 0, 1],
      ],
    );
    expect(findings(few)).toEqual({
      weak: "1 mistake falls over 1 pair of labels, none of them frequent.",
      next: "Measure on more texts before changing anything: no label has enough of them to be called weak.",
    });
  });
});

test("the baseline is the most frequent label of the texts", () => {
  expect(
    baseline(
      madeResult(
        ["a", "b"],
        [
          [0, 1, 1],
          [1, 0, 3],
        ],
      ),
    ),
  ).toEqual({ label: "b", accuracy: 0.75 });
});
