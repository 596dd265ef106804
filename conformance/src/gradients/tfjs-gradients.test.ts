import * as tf from "@tensorflow/tfjs";
import { onnxruntimeEngine, referenceEngine } from "@intentsmith/graph";
import { loadModel } from "@intentsmith/model";
import erf from "@stdlib/math-base-special-erf";
import { beforeAll, describe, expect, it } from "vitest";
import { labelSoftmaxLoss } from "../../../packages/train/src/losses/label-softmax.ts";
import { onlineContrastiveLoss } from "../../../packages/train/src/losses/online-contrastive.ts";
import { goldenGradients, tinyBertFolder } from "../golden.ts";
import { ourGradients } from "./our-gradients.ts";
import { embed, variablesOf } from "./tfjs-bert.ts";
import { labelSoftmax, onlineContrastive } from "./tfjs-losses.ts";

const { batch, losses } = goldenGradients();
const golden = (name: string): (typeof losses)[number] => losses.find((loss) => loss.name === name) as never;
const { margin } = golden("onlineContrastive.cosine");
const { scale } = golden("labelSoftmax");
const model = await loadModel(tinyBertFolder);

const cases = [
  {
    name: "onlineContrastive.cosine",
    theirs: (embeddings: tf.Tensor2D) => onlineContrastive(embeddings, batch, margin),
    ours: onlineContrastiveLoss({ margin, distance: "cosine" }),
  },
  {
    name: "labelSoftmax",
    theirs: (embeddings: tf.Tensor2D) => labelSoftmax(embeddings, batch, scale),
    ours: labelSoftmaxLoss({ scale, labelCount: 5 }),
  },
];

beforeAll(async () => {
  await tf.setBackend("cpu");
  await tf.ready();
});

type Gradients = ReadonlyMap<string, ArrayLike<number>>;

function theirGradients(
  { theirs }: (typeof cases)[number],
  sequences = batch.sequences,
): { value: number; gradients: Gradients } {
  const variables = variablesOf(model.weights);
  const { value, grads } = tf.variableGrads(
    () => theirs(embed(model.config, variables, sequences)),
    [...variables.values()],
  );
  const gradients = new Map(
    [...variables].map(([weight, variable]) => [weight, (grads[variable.name] as tf.Tensor).dataSync()]),
  );
  return { value: value.dataSync()[0] as number, gradients };
}

/** Elements that differ by more than float32's rounding of sums: 2e-6 + 2e-5 · the weight's largest gradient. */
function mismatches(ours: Gradients, theirs: Gradients): string[] {
  const found: string[] = [];
  for (const [weight, expected] of theirs) {
    const actual = ours.get(weight) ?? [];
    // The gradient of a key bias is zero; what float32 leaves of it is rounding noise on both sides.
    const largest = weight.endsWith("self.key.bias") ? 0 : Math.max(...Array.from(expected, Math.abs));
    for (let i = 0; i < expected.length; i++) {
      const [x, y] = [actual[i] ?? NaN, expected[i] as number];
      if (!(Math.abs(x - y) <= 2e-6 + 2e-5 * largest)) found.push(`${weight}[${i}]: ours ${x}, theirs ${y}`);
    }
  }
  return found;
}

describe.each(cases)("$name: TensorFlow.js's automatic gradients of every weight", (entry) => {
  it.each([
    ["float64 reference", referenceEngine(erf)],
    ["onnxruntime, float32", onnxruntimeEngine({ threads: 1 })],
  ] as const)("against ours: %s", async (_, engine) => {
    const [theirs, ours] = [theirGradients(entry), await ourGradients(engine, model, entry.ours, batch)];
    const { value } = golden(entry.name);
    expect(Math.abs(theirs.value - value)).toBeLessThan(1e-5 * (1 + value));
    expect(Math.abs(ours.value - theirs.value)).toBeLessThan(1e-5 * (1 + value));
    expect(theirs.gradients.size).toBe(37);
    expect(mismatches(ours.gradients, theirs.gradients)).toEqual([]);
  });

  it("a planted error of a thousandth in one element is noticed", async () => {
    const theirs = theirGradients(entry).gradients;
    const ours = new Map((await ourGradients(referenceEngine(erf), model, entry.ours, batch)).gradients);
    const name = "encoder.layer.0.attention.self.query.weight";
    const values = Float64Array.from(ours.get(name) ?? []);
    values[5] = (values[5] as number) + 1e-3 * Math.max(...values.map(Math.abs));
    ours.set(name, values);
    expect(mismatches(ours, theirs)).toHaveLength(1);
  });
});

it("known divergence: the padding token's row has no gradient even where a text contains it (torch's padding_idx)", async () => {
  const { hiddenSize: H, padTokenId } = model.config;
  const sequences = batch.sequences.map((ids, u) =>
    u === 0 ? [...ids.slice(0, -1), padTokenId, ids.at(-1) as number] : ids,
  );
  const [entry] = cases as [(typeof cases)[number]];
  const row = (gradients: Gradients): number[] =>
    Array.from(gradients.get("embeddings.word_embeddings.weight") ?? []).slice(padTokenId * H, (padTokenId + 1) * H);
  const ours = await ourGradients(referenceEngine(erf), model, entry.ours, { ...batch, sequences });
  expect(row(ours.gradients).every((value) => value === 0)).toBe(true);
  expect(Math.max(...row(theirGradients(entry, sequences).gradients).map(Math.abs))).toBeGreaterThan(1e-6);
});
