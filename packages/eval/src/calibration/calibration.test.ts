import type { Decision } from "@intentsmith/classifier";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { calibration } from "./calibration.ts";
import { decisionConfigSchema, type DecisionConfig } from "./decision-config.ts";
import { fitDecision } from "./fit-decision.ts";
import { fitTemperature, negativeLogLikelihood, smoothedLoss } from "./temperature.ts";

describe("temperature", () => {
  test("one that made the data is found again", () => {
    // Of 1,000 texts with logits (1, 0)·k, e^(k/T)/(1 + e^(k/T)) of them have the first label: T = 2.
    const rows = [1, 2, 3].flatMap((k) => {
      const share = 1 / (1 + Math.exp(-k / 2));
      return Array.from({ length: 1000 }, (_, i) => ({ k, target: i < Math.round(1000 * share) ? 0 : 1 }));
    });
    const scores = Float32Array.from(rows.flatMap(({ k }) => [k, 0]));
    expect(
      fitTemperature(
        scores,
        rows.map(({ target }) => target),
        2,
      ),
    ).toBeCloseTo(2, 1);
  });

  test("the smoothed loss is the mean over labels, weighted", () => {
    const scores = Float32Array.of(3, 1, 0.5);
    const expected = 0.5 * negativeLogLikelihood(scores, [0], 3, 2);
    const spread = [0, 1, 2].reduce((sum, c) => sum + negativeLogLikelihood(scores, [c], 3, 2) / 3, 0);
    expect(smoothedLoss(scores, [0], 3, 2)).toBeCloseTo(expected + 0.5 * spread, 6);
  });

  test("texts that are all right do not make every answer certain", () => {
    const scores = Float32Array.from({ length: 60 }, (_, i) => (i % 2 === 0 ? 0.8 : 0.6));
    const temperature = fitTemperature(scores, new Int32Array(30), 2);
    const probability = 1 / (1 + Math.exp(-0.2 / temperature));
    expect(probability).toBeCloseTo(1 - 1 / (2 * 31), 4);
  });

  test("no other temperature has a smaller loss", () => {
    const row = fc.record({
      scores: fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }),
      target: fc.integer({ min: 0, max: 2 }),
    });
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 20 }),
        fc.double({ min: -3, max: 3, noNaN: true }),
        (rows, at) => {
          const scores = Float32Array.from(rows.flatMap((r) => r.scores));
          const targets = rows.map((r) => r.target);
          const fitted = smoothedLoss(scores, targets, 3, fitTemperature(scores, targets, 3));
          expect(fitted).toBeLessThanOrEqual(smoothedLoss(scores, targets, 3, 10 ** at) + 1e-6);
        },
      ),
    );
  });
});

test("calibration of four texts, by hand", () => {
  // Probabilities of the best label: softmax of (ln 9, 0) = 0.9, of (ln 3, 0) = 0.75.
  const [sure, less] = [Math.log(9), Math.log(3)];
  const scores = Float32Array.of(sure, 0, sure, 0, 0, less, less, 0);
  const result = calibration(scores, [0, 1, 1, 0], 2, 1, 2);
  expect(result.bins).toHaveLength(2);
  expect(result.bins[0]).toMatchObject({ count: 2, accuracy: 1 });
  expect(result.bins[0]?.confidence).toBeCloseTo(0.75, 6);
  expect(result.bins[1]?.confidence).toBeCloseTo(0.9, 6);
  expect(result.bins[1]?.accuracy).toBe(0.5);
  expect(result.expectedCalibrationError).toBeCloseTo(0.5 * 0.25 + 0.5 * 0.4, 6);
  // Σ (p − y)²: 2·0.1² right and sure, 2·0.9² wrong and sure, 2·0.25² twice
  expect(result.brierScore).toBeCloseTo((0.02 + 1.62 + 0.125 + 0.125) / 4, 6);
  expect(result.negativeLogLikelihood).toBeCloseTo(-(Math.log(0.9) + Math.log(0.1) + 2 * Math.log(0.75)) / 4, 6);
});

describe("the decision", () => {
  const config = (over: Partial<DecisionConfig> = {}): DecisionConfig => ({
    ...decisionConfigSchema.parse({ by: "score" }),
    ...over,
  });
  /** Forty texts of label 0 with scores 0.01 to 0.40; the ten least sure ones are wrong. */
  const scores = Float32Array.from({ length: 80 }, (_, i) => (i % 2 === 0 ? (i / 2 + 1) / 100 : 0));
  const targets = Int32Array.from({ length: 40 }, (_, i) => (i < 10 ? 1 : 0));
  const rows = { scores, targets, labelNames: ["a", "b"], source: "validation" as const };

  test("answers the share of texts it is asked to answer", () => {
    const { threshold } = fitDecision(config({ value: 0.9 }), rows);
    expect(threshold).toBeCloseTo(0.05, 6); // 36 of 40
  });

  test("answers as many as it can at the precision it is asked for", () => {
    expect(fitDecision(config({ metric: "precision", value: 1 }), rows).threshold).toBeCloseTo(0.11, 6);
    expect(fitDecision(config({ metric: "precision", value: 0.75 }), rows).threshold).toBeCloseTo(0.01, 6);
  });

  test("takes the threshold of the best F1", () => {
    // Answering the thirty right ones alone: F1 = 2·30/(30 + 40); any further text only adds to the denominator.
    expect(fitDecision(config({ metric: "f1" }), rows).threshold).toBeCloseTo(0.11, 6);
  });

  test("has a threshold a label only where the label has rows enough", () => {
    const { perLabel, threshold } = fitDecision(config({ perLabel: true, value: 0.9 }), rows);
    expect(Object.keys(perLabel ?? {})).toEqual(["a"]);
    expect(perLabel?.["a"]).toBe(threshold);
  });

  test("comes with the interval in which it would lie for other texts of the kind, which shrinks with their number", () => {
    const many = Array.from({ length: 10 }, () => [...scores]).flat();
    const more = { ...rows, scores: Float32Array.from(many), targets: new Int32Array(400) };
    const [few, wide] = [rows, more].map((given) => fitDecision(config({ value: 0.9 }), given));
    for (const { threshold, thresholdInterval } of [few as Decision, wide as Decision]) {
      expect(thresholdInterval?.[0]).toBeLessThan(threshold as number);
      expect(thresholdInterval?.[1]).toBeGreaterThan(threshold as number);
    }
    const width = ({ thresholdInterval: [low, high] = [0, 0] }: Decision): number => high - low;
    expect(width(wide as Decision)).toBeLessThan(width(few as Decision) / 2);
    // The 4th of 40 ordered texts: within about ±1.96·√(40·0.9·0.1) ranks of 0.01 each
    expect(width(few as Decision)).toBeGreaterThan(0.04);
    expect(width(few as Decision)).toBeLessThan(0.12);
  });

  test("where there are no texts of no label, everyday sentences count as wrong answers, but not against a coverage", () => {
    const everyday = { scores: Float32Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? 0.3 : 0)) };
    const without = fitDecision(config({ metric: "precision", value: 1 }), rows);
    const found = fitDecision(config({ metric: "precision", value: 1 }), { ...rows, everyday });
    expect(without.threshold).toBeCloseTo(0.11, 6);
    expect(found.threshold).toBeCloseTo(0.31, 6);
    expect(found.everyday).toEqual({ texts: 10, answered: 0 });
    const covering = fitDecision(config({ value: 0.9 }), { ...rows, everyday });
    expect(covering).toMatchObject({ threshold: expect.closeTo(0.05, 6), everyday: { texts: 10, answered: 10 } });
    const own = { scores: Float32Array.of(0.35, 0) };
    const judged = fitDecision(config({ metric: "precision", value: 1 }), { ...rows, everyday, outOfScope: own });
    expect(judged.threshold).toBeCloseTo(0.36, 6);
  });

  test("by distance compares how near texts lie, whatever their scores", () => {
    const nearness = Float64Array.from({ length: 40 }, (_, i) => 1 - i / 100);
    const { threshold } = fitDecision(config({ value: 0.9, by: "distance" }), { ...rows, nearness });
    expect(threshold).toBeCloseTo(0.65, 6); // 36 of 40
  });

  test("has no threshold from fewer than 20 rows, and says how many there were", () => {
    const few = { ...rows, scores: scores.slice(0, 38), targets: targets.slice(0, 19) };
    expect(fitDecision(config(), few)).toMatchObject({ threshold: null, rows: 19 });
    const none = { ...rows, scores: new Float32Array(), targets: new Int32Array() };
    expect(fitDecision(config(), none)).toMatchObject({ threshold: null, rows: 0, temperature: 1 });
  });

  test("answers everything where the precision cannot be reached", () => {
    const wrong = { ...rows, targets: new Int32Array(40).fill(1) };
    expect(fitDecision(config({ metric: "precision", value: 0.5 }), wrong).threshold).toBeNull();
  });
});
