import { SeededRandom } from "@intentsmith/core";
import { onnxruntimeEngine } from "@intentsmith/graph";
import type { EncodedTexts } from "@intentsmith/model";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { accuracyOf } from "./cross-validate.ts";
import { fitHead } from "./fit-head.ts";
import { dealFolds } from "./folds.ts";
import { headConfigSchema, type HeadConfig } from "./head-config.ts";
import type { HeadData } from "./head-data.ts";

const engine = onnxruntimeEngine({ threads: 1 });
const width = 6;

/** Rows of length 1 around a centre a label, `spread` apart; the words lie near the centres, too. */
function made(labelCount: number, perLabel: number, spread: number): HeadData {
  const random = new SeededRandom("heads");
  const centres = Array.from({ length: labelCount }, () => Array.from({ length: width }, () => random.normal()));
  const near = (label: number): number[] => {
    const row = (centres[label] as number[]).map((value) => value + spread * random.normal());
    const length = Math.hypot(...row);
    return row.map((value) => value / length);
  };
  const labels = Int32Array.from({ length: labelCount * perLabel }, (_, i) => i % labelCount);
  return { texts: rows(Array.from(labels, near)), labels, words: rows(centres.map((_, c) => near(c))) };
}

function rows(values: number[][]): EncodedTexts {
  return { data: Float32Array.from(values.flat()), rowCount: values.length, width };
}

const configs: HeadConfig[] = (["label-words", "prototypes", "nearest-examples", "logistic"] as const).map((type) =>
  headConfigSchema.parse({ type }),
);

describe.each(configs)("$type", (config) => {
  test("labels texts of well-separated labels, and says so of texts it did not see", async () => {
    const data = made(4, 10, 0.1);
    const { head, accuracy, heldOut } = await fitHead(config, data, { engine, seed: 1 });
    expect(accuracyOf(head.scores(data.texts), data.labels, 4)).toBe(1);
    expect(accuracy).toBe(1);
    expect(heldOut.targets).toHaveLength(40);
    expect(heldOut.scores).toHaveLength(160);
  });

  test("leaves nothing to choose, and fitted again with what it chose it is the same", async () => {
    const data = made(3, 8, 0.8);
    const first = await fitHead(config, data, { engine, seed: 1 });
    expect(JSON.stringify(first.config)).not.toContain("auto");
    const second = await fitHead(first.config, data, { engine, seed: 1 });
    expect(second.head.tensors()).toEqual(first.head.tensors());
  });

  test.each([1, 2])("comes out with %i text(s) a label, and with a label that has none", async (perLabel) => {
    const data = made(3, perLabel, 0.1);
    const lacking = { ...data, labels: data.labels.map((label) => (label === 2 ? 1 : label)) };
    for (const given of [data, lacking]) {
      const { head } = await fitHead(config, given, { engine, seed: 1 });
      expect(head.scores(given.texts).every(Number.isFinite)).toBe(true);
      expect(head.labelCount).toBe(3);
    }
  });

  test("refuses embeddings that are not finite, and no texts", async () => {
    const data = made(2, 2, 0.1);
    data.texts.data[width + 1] = NaN;
    await expect(fitHead(config, data, { engine, seed: 1 })).rejects.toMatchObject({
      code: "MODEL_MALFORMED",
      message: expect.stringContaining("text 1"),
    });
    const none = { ...data, texts: { data: new Float32Array(), rowCount: 0, width }, labels: new Int32Array() };
    await expect(fitHead(config, none, { engine, seed: 1 })).rejects.toMatchObject({ code: "DATA_EMPTY" });
  });
});

test("all texts equal: every label is as good as another, nothing breaks", async () => {
  const data = made(2, 5, 0);
  data.texts.data.forEach((_, i, all) => (all[i] = all[i % width] as number));
  for (const config of configs) {
    const { head } = await fitHead(config, data, { engine, seed: 1 });
    expect(head.scores(data.texts).every(Number.isFinite)).toBe(true);
  }
});

test("with validation rows, settings are compared on them", async () => {
  const data = made(3, 10, 0.6);
  const validation = made(3, 4, 0.1);
  const { heldOut } = await fitHead(headConfigSchema.parse({ type: "logistic" }), data, {
    engine,
    seed: 1,
    validation,
  });
  expect(heldOut.source).toBe("validation");
  expect(heldOut.targets).toEqual(validation.labels);
});

describe("folds", () => {
  test("differ by at most one row of a label, and keep a group together", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 5, maxLength: 60 }),
        fc.nat(),
        (labels, seed) => {
          const folds = dealFolds(Int32Array.from(labels), 5, seed);
          for (const label of new Set(labels)) {
            const counts = [0, 1, 2, 3, 4].map(
              (fold) => labels.filter((l, i) => l === label && folds[i] === fold).length,
            );
            expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
          }
          const groups = labels.map((_, i) => `g${Math.floor(i / 2)}`);
          const grouped = dealFolds(Int32Array.from(labels), 3, seed, groups);
          if (new Set(groups).size < 3) return;
          for (const group of new Set(groups)) {
            expect(new Set(groups.flatMap((name, i) => (name === group ? [grouped[i]] : []))).size).toBe(1);
          }
        },
      ),
    );
  });
});
