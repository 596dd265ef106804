import { readFileSync } from "node:fs";
import { checkGradients, onnxruntimeEngine, referenceEngine, type Value } from "@intentsmith/graph";
import erf from "@stdlib/math-base-special-erf";
import { describe, expect, it } from "vitest";
import { evaluateLoss } from "../testing/evaluate-loss.ts";
import { expectNear } from "../testing/near.ts";
import { contrastiveLoss } from "./contrastive.ts";
import type { DistanceName } from "./distance.ts";
import { labelSoftmaxLoss } from "./label-softmax.ts";
import { labelVectorsLoss } from "./label-vectors.ts";
import type { BatchValues } from "./loss.ts";
import { onlineContrastiveLoss } from "./online-contrastive.ts";

interface PairCase {
  left: number[][];
  right: number[][];
  target: number[];
}
interface PairResult {
  case: string;
  loss: "contrastive" | "onlineContrastive";
  distance: DistanceName;
  normalise: boolean;
  margin: number;
  value: number;
  gradLeft: number[][];
  gradRight: number[][];
  hardPairs?: number[];
  legacyValue?: number;
  legacyDiffers?: boolean;
}
const golden = JSON.parse(readFileSync(new URL("../../../../oracles/golden/losses.json", import.meta.url), "utf8")) as {
  pairCases: Record<string, PairCase>;
  pairResults: PairResult[];
  otherCases: { softmax: { left: number[][]; right: number[][]; labelIndex: number[] } };
  otherResults: {
    loss: string;
    case: string;
    scale: number;
    normalise: boolean;
    value: number;
    gradLeft: number[][];
    gradRight: number[][];
  }[];
};

const float64 = referenceEngine(erf);
const float32 = onnxruntimeEngine({ threads: 1 });
const build = { contrastive: contrastiveLoss, onlineContrastive: onlineContrastiveLoss };

describe("pair losses against sentence-transformers 6.2.0", () => {
  it.each(
    golden.pairResults.map(
      (result) =>
        [`${result.loss} ${result.distance} ${result.case}${result.normalise ? " normalised" : ""}`, result] as const,
    ),
  )("%s: value and gradients", async (what, result) => {
    const { left, right, target } = golden.pairCases[result.case] as PairCase;
    const P = target.length;
    const pairs = { left: target.map((_, p) => p), right: target.map((_, p) => P + p), target };
    const loss = build[result.loss](result);
    const expected = [...result.gradLeft, ...result.gradRight].flat();
    const exact = await evaluateLoss(float64, loss, [...left, ...right], pairs, result.normalise);
    expectNear([exact.loss], [result.value], 1e-10, 1e-9, `${what} value`);
    expectNear(exact.gradient, expected, 1e-10, 1e-9, `${what} gradient`);
    if (result.hardPairs !== undefined) {
      const { hardPositives, hardNegatives } = exact.statistics;
      expect((hardPositives ?? 0) + (hardNegatives ?? 0)).toBe(result.hardPairs.length);
    }
    if (result.legacyDiffers) expect(Math.abs(exact.loss - (result.legacyValue ?? 0))).toBeGreaterThan(1e-9);
  });

  it.each(
    golden.pairResults
      .filter((result) => result.case === "mixed")
      .map((result) => [`${result.loss} ${result.distance} ${result.normalise}`, result] as const),
  )("%s: onnxruntime in float32 agrees", async (what, result) => {
    const { left, right, target } = golden.pairCases["mixed"] as PairCase;
    const pairs = { left: target.map((_, p) => p), right: target.map((_, p) => target.length + p), target };
    const fast = await evaluateLoss(float32, build[result.loss](result), [...left, ...right], pairs, result.normalise);
    expectNear([fast.loss], [result.value], 1e-6, 1e-5, `${what} value`);
    expectNear(fast.gradient, [...result.gradLeft, ...result.gradRight].flat(), 1e-6, 1e-5, `${what} gradient`);
  });

  it("covers the edge cases by name", () => {
    expect(Object.keys(golden.pairCases)).toEqual(
      expect.arrayContaining([
        "mixed",
        "onlyPositives",
        "onlyNegatives",
        "onePositiveManyNegatives",
        "onePositiveOneNegative",
        "ties",
        "duplicatedPairs",
        "zeroHardPairs",
        "equalEmbeddings",
      ]),
    );
    expect(golden.pairResults.some((result) => result.legacyDiffers)).toBe(true);
  });
});

describe("label softmax against PyTorch's cross-entropy", () => {
  it.each(
    golden.otherResults
      .filter(({ loss }) => loss === "labelSoftmax")
      .map((result) => [result.normalise, result] as const),
  )("value and gradients (normalised first: %s)", async (normalise, result) => {
    const { left, right, labelIndex } = golden.otherCases.softmax;
    const [B, C] = [left.length, right.length];
    const all = left.flatMap((_, b) =>
      right.map((_, c) => ({ left: b, right: B + c, target: Number(labelIndex[b] === c) })),
    );
    const pairs = {
      left: all.map((p) => p.left),
      right: all.map((p) => p.right),
      target: all.map((p) => p.target),
      labels: labelIndex,
    };
    const loss = labelSoftmaxLoss({ scale: result.scale, labelCount: C });
    const outcome = await evaluateLoss(float64, loss, [...left, ...right], pairs, normalise);
    expectNear([outcome.loss], [result.value], 1e-10, 1e-9, "value");
    expectNear(outcome.gradient, [...result.gradLeft, ...result.gradRight].flat(), 1e-10, 1e-9, "gradient");
  });

  it.each([
    ["float64", float64, 1e-10, 1e-9],
    ["float32", float32, 1e-6, 1e-5],
  ] as const)(
    "trained label vectors are the same function of vectors of their own (%s)",
    async (_, engine, absolute, relative) => {
      const { left, right, labelIndex } = golden.otherCases.softmax;
      // Not normalised first: the gradient of normalising would be that of a step before
      const result = golden.otherResults.find(({ loss, normalise }) => loss === "labelSoftmax" && !normalise);
      const { scale, value, gradLeft, gradRight } = result as NonNullable<typeof result>;
      const width = left[0]?.length ?? 0;
      const initial = { data: Float64Array.from(right.flat()), rowCount: right.length, width };
      const loss = labelVectorsLoss({ scale, initial });
      const outcome = await evaluateLoss(engine, loss, left, { left: [], right: [], target: [], labels: labelIndex });
      expectNear([outcome.loss], [value], absolute, relative, "value");
      expectNear(outcome.gradient, [...gradLeft, ...gradRight].flat(), absolute, relative, "gradient");
    },
  );

  it.each([1, 2, 3])("the vectors' gradient is what a finite difference measures (seed %i)", async (seed) => {
    const labels = Int32Array.from([0, 2, 1, 2, 0]);
    // Two texts of one embedding
    const texts = Int32Array.from([0, 1, 2, 1, 3]);
    await checkGradients({
      engine: float64,
      seed,
      shapes: [
        [4, 6],
        [3, 6],
      ],
      build: (g, [embeddings, vectors]) => {
        const constant = (data: Int32Array): Value => g.constant(data, [data.length], "int32");
        const batch = { embeddings, texts: constant(texts), labels: constant(labels) } as BatchValues;
        const initial = { data: new Float64Array(18), rowCount: 3, width: 6 };
        return labelVectorsLoss({ scale: 5, initial }).build(g, batch, new Map([["label_vectors", vectors as Value]]))
          .loss;
      },
    });
  });

  it("the vectors' head has them with length 1, under the name that a model folder knows", () => {
    const initial = { data: Float32Array.of(1, 0, 0, 1), rowCount: 2, width: 2 };
    const head = labelVectorsLoss({ scale: 20, initial }).head?.(() => Float32Array.of(3, 4, -5, 0));
    expect(head?.record).toEqual({ type: "label-vectors" });
    const tensor = head?.tensors().get("label_vectors");
    expect(tensor?.shape).toEqual([2, 2]);
    expectNear([...(tensor?.data ?? [])], [0.6, 0.8, -1, 0], 1e-7, 0, "vectors");
  });
});
