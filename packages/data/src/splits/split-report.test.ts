import { expect, test } from "vitest";
import type { Example, Split } from "../example/example.ts";
import { formatSplitReport, splitReport } from "./split-report.ts";

const example = (label: string, split: Split): Example => ({ id: "", where: "", text: "", label, split, source: "f" });

test("the report measures size and the label that deviates most", () => {
  const pool = [
    ...Array.from({ length: 6 }, () => example("a", "train")),
    ...Array.from({ length: 2 }, () => example("b", "train")),
    example("b", "test"),
    example("b", "test"),
  ];
  const report = splitReport(pool, [{ split: "test", share: 0.25 }], {
    by: "conversation",
    method: "stratified",
    seed: 7,
    keptLabels: [],
  });
  expect(report.cut[0]).toMatchObject({ split: "test", examples: 2, share: 0.2, wantedShare: 0.25, worstLabel: "a" });
  expect(report.cut[0]?.worstLabelDeviation).toBeCloseTo(60);
  expect(formatSplitReport(report)).toBe(
    "cut from train by conversation (seed 7):\n  test 2 of 10 rows, 20.0 % (asked: 25.0 %)\n" +
      "    share of a off by 60.0 points",
  );
});
