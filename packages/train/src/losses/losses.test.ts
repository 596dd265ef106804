import { readFileSync } from "node:fs";
import {
  GraphBuilder,
  gradient,
  l2Normalize,
  onnxruntimeEngine,
  referenceEngine,
  type Engine,
  type Tensor,
} from "@intentsmith/graph";
import erf from "@stdlib/math-base-special-erf";
import { describe, expect, it } from "vitest";
import { contrastiveLoss } from "./contrastive.ts";
import type { DistanceName } from "./distance.ts";
import { labelSoftmaxLoss } from "./label-softmax.ts";
import type { Loss } from "./loss.ts";
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

interface Outcome {
  loss: number;
  gradient: number[];
  statistics: Record<string, number>;
}

/** Evaluates a loss and its gradient on given (un-normalised) embeddings. */
async function evaluate(
  engine: Engine,
  loss: Loss,
  embeddings: number[][],
  pairs: { left: number[]; right: number[]; target: number[] },
  normalise = false,
): Promise<Outcome> {
  const g = new GraphBuilder();
  const [U, H] = [embeddings.length, embeddings[0]?.length ?? 0];
  const P = pairs.target.length;
  const given = g.input("embeddings", "float32", ["U", H]);
  const result = loss.build(g, {
    embeddings: normalise ? l2Normalize(g, given) : given,
    left: g.input("left", "int32", ["P"]),
    right: g.input("right", "int32", ["P"]),
    pairIndex: g.input("pair_index", "int32", ["P"]),
    target: g.input("target", "float32", ["P"]),
  });
  const [dEmbeddings] = gradient(g, result.loss, [given]);
  const session = await engine.createSession(
    g.build([result.loss, dEmbeddings as never, ...Object.values(result.statistics)]),
  );
  const int32 = (values: number[]): Tensor => ({ dtype: "int32", shape: [P], data: Int32Array.from(values) });
  const outputs = await session.run({
    embeddings: { dtype: "float32", shape: [U, H], data: Float64Array.from(embeddings.flat()) },
    left: int32(pairs.left),
    right: int32(pairs.right),
    pair_index: int32(pairs.left.map((left, p) => left * U + (pairs.right[p] as number))),
    target: { dtype: "float32", shape: [P], data: Float64Array.from(pairs.target) },
  });
  const scalar = (name: string): number => Number(outputs[name]?.data[0]);
  return {
    loss: scalar(result.loss.name),
    gradient: Array.from(outputs[(dEmbeddings as { name: string }).name]?.data as Float64Array),
    statistics: Object.fromEntries(Object.entries(result.statistics).map(([key, value]) => [key, scalar(value.name)])),
  };
}

function expectNear(actual: number[], expected: number[], absolute: number, relative: number, what: string): void {
  expect(actual.length, what).toBe(expected.length);
  for (const [i, b] of expected.entries()) {
    const a = actual[i] as number;
    expect(Math.abs(a - b), `${what}[${i}]: ${a} against ${b}`).toBeLessThanOrEqual(absolute + relative * Math.abs(b));
  }
}

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
    const exact = await evaluate(float64, loss, [...left, ...right], pairs, result.normalise);
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
    const fast = await evaluate(float32, build[result.loss](result), [...left, ...right], pairs, result.normalise);
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
    const pairs = { left: all.map((p) => p.left), right: all.map((p) => p.right), target: all.map((p) => p.target) };
    const loss = labelSoftmaxLoss({ scale: result.scale, labelCount: C });
    const outcome = await evaluate(float64, loss, [...left, ...right], pairs, normalise);
    expectNear([outcome.loss], [result.value], 1e-10, 1e-9, "value");
    expectNear(outcome.gradient, [...result.gradLeft, ...result.gradRight].flat(), 1e-10, 1e-9, "gradient");
  });
});
