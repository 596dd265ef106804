import { abstainReason, type Decision } from "@intentsmith/classifier";
import { SeededRandom } from "@intentsmith/core";
import { GraphBuilder, onnxruntimeEngine } from "@intentsmith/graph";
import { expect, it } from "vitest";
import { answerOf } from "./decision-graph.ts";

const tokens = { clsTokenId: 2, sepTokenId: 3, unknownTokenId: 1 };

/** Runs the graph on scores [B, C] and rows of ids, padded with 0 where the mask is 0. */
async function answers(
  scores: Float32Array,
  C: number,
  ids: readonly (readonly number[])[],
  temperature: number,
  decision?: Decision,
): Promise<number[]> {
  const [B, S] = [ids.length, Math.max(...ids.map(({ length }) => length))];
  const g = new GraphBuilder();
  const given = g.input("scores", "float32", ["B", C]);
  const inputs = {
    inputIds: g.input("input_ids", "int64", ["B", "S"]),
    attentionMask: g.input("attention_mask", "int64", ["B", "S"]),
  };
  const probabilities = given.mul(1 / temperature).softmax();
  const labels = Array.from({ length: C }, (_, c) => `label ${c}`);
  const label = answerOf(g, given, probabilities, inputs, { temperature, decision, labels, tokens });
  const session = await onnxruntimeEngine({ threads: 1 }).createSession(g.build([g.rename(label, "label")]));
  const padded = (value: (row: readonly number[], s: number) => number): BigInt64Array =>
    BigInt64Array.from(
      ids.flatMap((row) => Array.from({ length: S }, (_, s) => value(row, s))),
      BigInt,
    );
  const found = await session.run({
    scores: { dtype: "float32", shape: [B, C], data: scores },
    input_ids: { dtype: "int64", shape: [B, S], data: padded((row, s) => row[s] ?? 0) },
    attention_mask: { dtype: "int64", shape: [B, S], data: padded((row, s) => (s < row.length ? 1 : 0)) },
  });
  await session.release();
  return Array.from(found["label"]?.data ?? [], Number);
}

const decision = (by: Decision["by"], threshold: number | null, perLabel?: Record<string, number>): Decision => ({
  temperature: 0.5,
  by,
  threshold,
  metric: "coverage",
  value: 0.9,
  rows: 1,
  source: "validation",
  ...(perLabel === undefined ? {} : { perLabel }),
});

// A decision by distance needs training texts, which no graph has
it.each(["score", "margin", "probability", "energy"] as const)(
  "abstains where the classifier does: %s, with and without thresholds of labels",
  async (by) => {
    const random = new SeededRandom(`answers ${by}`);
    const thresholds = { score: 0.9, margin: 0.6, probability: 0.6, energy: 1.4 };
    for (const C of [1, 2, 5]) {
      const B = 60;
      const scores = Float32Array.from({ length: B * C }, () => random.normal());
      const ids = Array.from({ length: B }, () => [2, 9, 3]);
      for (const perLabel of [undefined, { "label 0": -5, "label 1": 99 }]) {
        const rule = decision(by, thresholds[by], perLabel);
        const found = await answers(scores, C, ids, rule.temperature, rule);
        const expected = Array.from({ length: B }, (_, b) => {
          const row = scores.subarray(b * C, (b + 1) * C);
          const best = row.indexOf(Math.max(...row));
          return abstainReason(row, `label ${best}`, "known", rule) === undefined ? best : -1;
        });
        expect(found).toEqual(expected);
        if (perLabel === undefined && C > 1) expect(new Set(expected).size).toBe(C + 1);
      }
    }
  },
);

it("of equal scores the first label is the answer", async () => {
  expect(await answers(Float32Array.of(1, 3, 3, 2), 4, [[2, 9, 3]], 1)).toEqual([1]);
});

it("texts of no token, or of unknown ones, are not answered whatever the decision", async () => {
  const ids = [
    [2, 3],
    [2, 1, 1, 3],
    [2, 1, 7, 3],
    [2, 1, 3, 1, 3],
    [2, 7, 3],
  ];
  const scores = Float32Array.from({ length: ids.length * 2 }, (_, i) => i % 2);
  expect(await answers(scores, 2, ids, 1)).toEqual([-1, -1, 1, -1, 1]);
  expect(await answers(scores, 2, ids, 1, decision("score", null))).toEqual([-1, -1, 1, -1, 1]);
});
