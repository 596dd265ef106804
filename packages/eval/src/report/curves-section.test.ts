import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { averaged, curvesSection } from "./curves-section.ts";

describe("learning curves", () => {
  test("are drawn one by one, with their first and last values in words and their numbers behind them", async () => {
    const { content } = await curvesSection([
      { name: "loss", along: "step", points: [5, 3, 2].map((y, i) => ({ x: i + 1, y })) },
      {
        name: "validation accuracy",
        along: "epoch",
        points: [
          { x: 1, y: 0.5 },
          { x: 2, y: 0.75 },
        ],
        mark: { x: 2, name: "the model that was kept" },
      },
    ]);
    expect(content.match(/<figure>/g)).toHaveLength(2);
    expect(content).toContain('aria-label="Loss by step: 5 at step 1, 2 at step 3"');
    expect(content).toContain("Validation accuracy by epoch; the line marks the model that was kept, epoch 2.");
    expect(content).toContain('<th scope="row" class="number">2</th><td class="number">0.75</td>');
  });

  test("leave out what is no number, and a curve of nothing else", async () => {
    const { content } = await curvesSection([
      { name: "loss", along: "step", points: [{ x: 1, y: NaN }] },
      {
        name: "learning rate",
        along: "step",
        points: [
          { x: 1, y: Infinity },
          { x: 2, y: 2e-5 },
        ],
      },
    ]);
    expect(content.match(/<figure>/g)).toHaveLength(1);
    expect(content).toContain("Learning rate by step: 0.00002 at step 2");
    expect(content).not.toMatch(/NaN|Infinity/);
  });

  test("of a run that trained nothing step by step are said to be none", async () => {
    expect((await curvesSection([])).content).toContain("Nothing was trained step by step");
  });

  test("of many steps are means, and say so", async () => {
    const points = Array.from({ length: 1000 }, (_, i) => ({ x: i + 1, y: i % 2 }));
    const { content } = await curvesSection([{ name: "loss", along: "step", points }]);
    expect(content).toContain("each point is the mean of 5 steps");
  });
});

test("means keep the sum of the points, and there are at most so many of them", () => {
  const points = fc.array(fc.record({ x: fc.integer({ min: 0, max: 1000 }), y: fc.integer({ min: 0, max: 1000 }) }), {
    minLength: 1,
    maxLength: 300,
  });
  fc.assert(
    fc.property(points, fc.integer({ min: 1, max: 50 }), (all, most) => {
      const means = averaged(all, most);
      expect(means.length).toBeLessThanOrEqual(most);
      const each = Math.ceil(all.length / most);
      const last = all.length - each * (means.length - 1);
      const sum = means.reduce((total, { y }, i) => total + y * (i === means.length - 1 ? last : each), 0);
      expect(sum).toBeCloseTo(
        all.reduce((total, { y }) => total + y, 0),
        6,
      );
    }),
  );
});
