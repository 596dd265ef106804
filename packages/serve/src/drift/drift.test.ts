import { silentLogger } from "@intentsmith/core";
import { expect, it } from "vitest";
import { chiSquareQuantile } from "./chi-square.ts";
import { DriftMonitor, windowTexts } from "./drift-monitor.ts";
import { driftColumns, driftReport, type DriftColumn } from "./drift-report.ts";
import { compareValues } from "./kolmogorov-smirnov.ts";
import { compareLabels } from "./label-mix.ts";
import { shareDifferenceZ, wilsonInterval } from "./proportion.ts";
import { generator, sample } from "../testing/drift-traffic.ts";
import { referenceOf, type Observation } from "./reference.ts";

const about = { modelVersion: "v", fromMs: 0, toMs: 1 };

it("χ², Kolmogorov–Smirnov and Wilson agree with scipy 1.17.1", () => {
  // scipy.stats.chi2.ppf(0.999, [3, 9, 76]); norm.ppf(0.999) = 3.0902
  for (const [degrees, value] of [
    [3, 16.266],
    [9, 27.877],
    [76, 119.85],
  ] as const) {
    expect(Math.abs(chiSquareQuantile(degrees, 3.0902) / value - 1)).toBeLessThan(0.02);
  }
  // scipy.stats.ks_2samp([1, 2, 3, 4], [3, 4, 5, 6]).statistic; ties within and between
  expect(compareValues([3, 4, 5, 6], 4, [4, 1, 3, 2], 0.05).d).toBeCloseTo(0.5, 12);
  expect(compareValues([0, 0, 0, 1], 4, [0, 1, 1, 1], 0.05).d).toBeCloseTo(0.5, 12);
  // scipy.stats.kstwobign.isf(0.05) = 1.3581
  expect(
    compareValues(
      [0],
      1e12,
      Array.from({ length: 10_000 }, () => 0),
      0.05,
    ).critical * 100,
  ).toBeCloseTo(1.3581, 3);
  // scipy.stats.binomtest(80, 100).proportion_ci(method="wilson")
  const { low, high } = wilsonInterval(80, 100);
  expect([low, high]).toEqual([expect.closeTo(0.7112, 4), expect.closeTo(0.8666, 4)]);
  expect(shareDifferenceZ(30, 100, 50, 100)).toBeCloseTo(2.8868, 4);
});

it("labels that are rare share a bin, and one that was never seen counts with the rarest", () => {
  const reference = { a: 500, b: 480, c: 10, d: 10 };
  const as = (a: number, b: number, c: number, x: number): Map<string, number> =>
    new Map(Object.entries({ a, b, c, x }));
  const same = compareLabels(reference, as(150, 144, 3, 3), 3);
  expect(same).toMatchObject({ bins: 3 });
  expect(same?.psi).toBeLessThan(0.001);
  const moved = compareLabels(reference, as(100, 100, 0, 100), 3);
  expect(moved?.psi).toBeGreaterThan(moved?.critical as number);
  expect(compareLabels({ a: 1000 }, new Map([["a", 300]]), 3)).toBeUndefined();
});

// drift.slow.ts has 2,000 windows for each of three sizes.
it("without drift, at 77 labels: at most 1 % of windows are called changed", () => {
  const random = generator("no drift");
  const texts = 1000;
  const calls = new Map<DriftColumn, number>();
  let windows = 0;
  let called = 0;
  for (let r = 0; r < 5; r++) {
    const reference = referenceOf(sample(texts, random));
    for (let w = 0; w < 100; w++) {
      const { columns } = driftReport(reference, sample(windowTexts, random), about);
      const changed = driftColumns.filter((name) => columns[name].changed);
      windows++;
      if (changed.length > 0) called++;
      for (const name of changed) calls.set(name, (calls.get(name) ?? 0) + 1);
    }
  }
  expect(windows).toBe(500);
  expect(called, `${texts}: ${[...calls].join("; ")}`).toBeLessThanOrEqual(5);
});

it.each(["one label", "another domain"] as const)(
  "when a third of the traffic moves to %s, an alarm comes within 1,000 answers wherever in a window it begins",
  (shift) => {
    const random = generator(`drift to ${shift}`);
    const reference = referenceOf(sample(1000, random));
    for (let trial = 0; trial < 25; trial++) {
      const alarms: DriftColumn[] = [];
      const monitor = new DriftMonitor({ logger: silentLogger, onReport: (_, found) => alarms.push(...found) });
      monitor.watch("v", reference);
      monitor.add("v", sample(600 + trial * 12, random));
      expect(alarms).toEqual([]);
      monitor.add("v", sample(1000, random, shift));
      expect(alarms.length, `trial ${trial}`).toBeGreaterThan(0);
    }
  },
);

it("the estimated accuracy has the true one in its 95 % interval about 95 times of 100", () => {
  const random = generator("accuracy");
  const right = ({ probability }: Observation): boolean => random() < probability;
  let covered = 0;
  for (let trial = 0; trial < 100; trial++) {
    const known = sample(1000, random);
    const reference = { ...referenceOf(known), right: known.filter(right).length };
    // Harder texts than the reference has: accuracy falls, and the estimate follows.
    const seen = sample(windowTexts, random, "another domain");
    const { low, high } = driftReport(reference, seen, about).estimatedAccuracy;
    const accuracy = seen.filter(right).length / windowTexts;
    if (low <= accuracy && accuracy <= high) covered++;
  }
  expect(covered / 100).toBeGreaterThan(0.88);
});

it("a change in one window alone is no alarm; a new version begins anew; without a baseline the first answers are one", () => {
  const random = generator("monitor");
  const reports: { texts: number; alarms: readonly DriftColumn[] }[] = [];
  const messages: string[] = [];
  const log = (message: string): void => void messages.push(message);
  const monitor = new DriftMonitor({
    logger: { ...silentLogger, info: log, warn: log },
    onReport: ({ texts }, alarms) => reports.push({ texts, alarms }),
  });
  monitor.watch("v1", undefined);
  monitor.add("v1", sample(999, random));
  expect(monitor.progress).toEqual({ texts: 999, of: 1000, learning: true, learned: false });
  monitor.add("other", sample(10, random));
  monitor.add("v1", sample(1, random));
  expect(monitor.progress).toEqual({ texts: 0, of: windowTexts, learning: false, learned: true });
  monitor.add("v1", sample(windowTexts, random, "one label"));
  monitor.add("v1", sample(windowTexts, random));
  expect(reports).toEqual([
    { texts: windowTexts, alarms: [] },
    { texts: windowTexts, alarms: [] },
  ]);
  monitor.add("v1", sample(2 * windowTexts, random, "one label"));
  expect(monitor.alarms).toContain("labels");
  expect(messages.at(-1)).toMatch(/drift: labels \(\d\.\d\d\).* changed in two windows of 300 answers running/);
  monitor.add("v1", sample(windowTexts, random));
  expect(monitor.alarms).toEqual([]);
  monitor.watch("v2", undefined);
  expect(monitor.progress.learning).toBe(true);
  expect(monitor.last).toBeUndefined();
});
