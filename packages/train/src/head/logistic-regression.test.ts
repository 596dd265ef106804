import { readFileSync } from "node:fs";
import { onnxruntimeEngine } from "@intentsmith/graph";
import { describe, expect, test } from "vitest";
import { fitLogistic, withSoftmaxGraph } from "./logistic-regression.ts";

interface Case {
  name: string;
  c: number;
  width: number;
  labelCount: number;
  x: number[];
  labels: number[];
  predicted: number[];
  rows: number[];
  probabilities: number[][];
}

/** Written by oracles/logistic.py with scikit-learn. */
const { cases } = JSON.parse(
  readFileSync(new URL("../../../../oracles/golden/logistic.json", import.meta.url), "utf8"),
) as { cases: Case[] };

describe("logistic regression is scikit-learn's", () => {
  test.each(cases)("$name", async ({ c, width, labelCount, x, labels, predicted, rows, probabilities }) => {
    const data = { x: Float32Array.from(x), labels: Int32Array.from(labels), width, labelCount };
    const rowWeights = new Float32Array(labels.length).fill(1);
    const logits = new Float32Array(labels.length * labelCount);
    await withSoftmaxGraph(onnxruntimeEngine({ threads: 1 }), data, async (graph) => {
      const parameters = await fitLogistic(graph, { ...data, rowWeights }, { c });
      await graph.run({ ...data, rowWeights }, parameters, logits);
    });
    const of = (row: number): Float32Array => logits.subarray(row * labelCount, (row + 1) * labelCount);
    expect(labels.map((_, row) => of(row).indexOf(Math.max(...of(row))))).toEqual(predicted);
    for (const [i, row] of rows.entries()) {
      const powers = Array.from(of(row), (logit) => Math.exp(logit - Math.max(...of(row))));
      const sum = powers.reduce((a, b) => a + b);
      const worst = Math.max(...powers.map((power, k) => Math.abs(power / sum - (probabilities[i]?.[k] ?? NaN))));
      expect(worst).toBeLessThan(1e-4);
    }
  });
});

test("a row of weight 0 changes nothing, one of weight 2 counts twice", async () => {
  const { c, width, labelCount, x, labels } = cases[0] as Case;
  const fit = (rows: number[], weights: number[]): Promise<Float64Array> => {
    const data = {
      x: Float32Array.from(rows.flatMap((row) => x.slice(row * width, (row + 1) * width))),
      labels: Int32Array.from(rows, (row) => labels[row] as number),
      rowWeights: Float32Array.from(weights),
      width,
      labelCount,
    };
    return withSoftmaxGraph(onnxruntimeEngine({ threads: 1 }), data, (graph) => fitLogistic(graph, data, { c }));
  };
  const rows = Array.from({ length: 20 }, (_, i) => i * 3);
  const twice = await fit([...rows, 5, 5, 8], [...rows.map(() => 1), 1, 1, 0]);
  const weighted = await fit([...rows, 5], [...rows.map(() => 1), 2]);
  for (const [i, value] of twice.entries()) expect(weighted[i]).toBeCloseTo(value, 4);
});
