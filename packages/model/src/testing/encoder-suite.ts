import {
  GraphBuilder,
  onnxruntimeEngine,
  referenceEngine,
  type Engine,
  type Tensor,
  type Value,
} from "@intentsmith/graph";
import erf from "@stdlib/math-base-special-erf";
import { describe, expect, it } from "vitest";
import { biEncoder, constantParameters, packedInferenceGraph, paddedInferenceGraph } from "../bi-encoder/bi-encoder.ts";
import { loadModel } from "../folder/load-model.ts";
import type { SentenceModel } from "../folder/sentence-model.ts";
import { poolingModes, type Pooling, type PoolingMode } from "../architecture/layout.ts";
import { packedFeeds, packSequences } from "../packing/packing.ts";
import { goldenFolder, readGolden } from "./tiny-bert.ts";
import { packedLayout } from "../architecture/packed-layout.ts";

interface ForwardCase {
  inputIds: number[];
  hiddenStates: number[][][];
  pooled: Record<PoolingMode, number[]>;
  normalisedMean: number[];
}
const float64 = referenceEngine(erf);
const float32 = onnxruntimeEngine({ threads: 1 });

function expectNear(
  actual: ArrayLike<number>,
  expected: readonly number[],
  absolute: number,
  relative: number,
  what: string,
): void {
  expect(actual.length, what).toBe(expected.length);
  for (const [i, b] of expected.entries()) {
    expect(Math.abs((actual[i] as number) - b), `${what}[${i}]`).toBeLessThanOrEqual(absolute + relative * Math.abs(b));
  }
}

/**
 * What every family of encoders has to do, on a golden model of the Python oracles (`name`): hidden states and poolings
 * as PyTorch, packed and padded. `brief`: one pooling, for a family whose layouts another one tests.
 */
export async function encoderSuite(name: string, extent: "whole" | "brief" = "whole"): Promise<void> {
  const isBrief = extent === "brief";
  const { cases } = readGolden<{ cases: ForwardCase[] }>(`${name}-forward.json`);
  const sequences = cases.map(({ inputIds }) => Int32Array.from(inputIds));
  const model: SentenceModel = await loadModel(goldenFolder(name));

  /** All hidden states [T, H] of the packed batch, layer by layer. */
  async function hiddenStates(engine: Engine, bucketCount: number): Promise<Tensor[]> {
    const packed = packSequences(sequences, bucketCount);
    const g = new GraphBuilder();
    const layout = packedLayout(g, model.config, "mean", packed.buckets.length);
    const { hidden } = biEncoder(g, model, layout, constantParameters(g, model.config, model.weights));
    const session = await engine.createSession(g.build(hidden as Value[]));
    const outputs = await session.run(packedFeeds(packed, model.config.headCount, "mean"));
    return hidden.map(({ name }) => outputs[name] as Tensor);
  }

  async function embed(engine: Engine, pooling: Pooling, normalize: boolean): Promise<Tensor> {
    const packed = packSequences(sequences, 3);
    const shape = { config: model.config, pooling, normalize };
    const session = await engine.createSession(packedInferenceGraph(shape, model.weights, packed.buckets.length));
    return Object.values(await session.run(packedFeeds(packed, model.config.headCount, pooling)))[0] as Tensor;
  }

  describe("the packed encoder against PyTorch in float64", () => {
    it.each(isBrief ? [3] : [1, 3, 6])(
      "gives the hidden states of every layer with %i length buckets",
      async (buckets) => {
        for (const [layer, state] of (await hiddenStates(float64, buckets)).entries()) {
          const expected = cases.flatMap((c) => (c.hiddenStates[layer] as number[][]).flat());
          expectNear(state.data as Float64Array, expected, 1e-10, 1e-9, `layer ${layer}`);
        }
      },
    );

    it.each(isBrief ? ["mean" as const] : poolingModes)("pools by %s", async (pooling) => {
      const embeddings = await embed(float64, pooling, false);
      expectNear(
        embeddings.data as Float64Array,
        cases.flatMap((c) => c.pooled[pooling]),
        1e-10,
        1e-9,
        pooling,
      );
    });

    it.each(isBrief ? [] : ["lasttoken+mean" as const])("puts %s side by side, in this order", async (pooling) => {
      const { shape, data } = await embed(float64, pooling, false);
      expect(shape).toEqual([cases.length, 32]);
      const expected = cases.flatMap(({ pooled }) => [...pooled.lasttoken, ...pooled.mean]);
      expectNear(data as Float64Array, expected, 1e-10, 1e-9, pooling);
    });

    it("normalises the mean", async () => {
      const expected = cases.flatMap((c) => c.normalisedMean);
      expectNear((await embed(float64, "mean", true)).data as Float64Array, expected, 1e-10, 1e-9, "float64");
      expectNear((await embed(float32, "mean", true)).data as Float32Array, expected, 1e-6, 1e-5, "float32");
    });
  });

  describe("the padded encoder", () => {
    const paddedCases = [
      ["mean", true],
      ["mean", false],
      ["cls", true],
      ["max", false],
      ["mean_sqrt_len_tokens", false],
      ["weightedmean", true],
      ["lasttoken", false],
      ["lasttoken+cls+mean", true],
    ] as const;
    it.each(isBrief ? paddedCases.slice(0, 1) : paddedCases)(
      "equals the packed one (%s pooling, normalised: %s)",
      async (pooling, normalize) => {
        const S = Math.max(...sequences.map((sequence) => sequence.length));
        const B = sequences.length;
        const ids = new BigInt64Array(B * S).fill(BigInt(model.config.padTokenId));
        const mask = new BigInt64Array(B * S);
        for (const [b, sequence] of sequences.entries()) {
          for (const [s, id] of sequence.entries()) {
            ids[b * S + s] = BigInt(id);
            mask[b * S + s] = 1n;
          }
        }
        const shape = { config: model.config, pooling, normalize };
        for (const [engine, absolute] of [
          [float64, 1e-10],
          [float32, 2e-6],
        ] as const) {
          const session = await engine.createSession(paddedInferenceGraph(shape, model.weights));
          const outputs = await session.run({
            input_ids: { dtype: "int64", shape: [B, S], data: ids },
            attention_mask: { dtype: "int64", shape: [B, S], data: mask },
          });
          const packed = await embed(engine, pooling, normalize);
          expectNear(
            Object.values(outputs)[0]?.data as Float64Array,
            Array.from(packed.data as Float64Array),
            absolute,
            1e-5,
            engine.name,
          );
        }
      },
    );
  });
}
