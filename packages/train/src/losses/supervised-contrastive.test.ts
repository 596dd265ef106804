import { readFileSync } from "node:fs";
import { onnxruntimeEngine, referenceEngine } from "@intentsmith/graph";
import erf from "@stdlib/math-base-special-erf";
import { expect, it } from "vitest";
import { evaluateLoss } from "../testing/evaluate-loss.ts";
import { expectNear } from "../testing/near.ts";
import { labelSoftmaxLoss } from "./label-softmax.ts";
import { supervisedContrastiveLoss } from "./supervised-contrastive.ts";

interface Case {
  labels: number[];
  texts: number[];
  embeddings: number[][];
  value: number;
  gradient: number[][];
}
const url = new URL("../../../../oracles/golden/supervised-contrastive.json", import.meta.url);
const golden = JSON.parse(readFileSync(url, "utf8")) as {
  scale: number;
  labelCount: number;
  cases: Record<string, Case>;
};
const engines = [
  ["float64", referenceEngine(erf), 1e-10, 1e-9],
  ["float32", onnxruntimeEngine({ threads: 1 }), 1e-6, 1e-5],
] as const;

/** All pairs of a batch, text by text, as the grouped sampler lays them out. */
function pairsOf({ labels, texts, embeddings }: Case, labelCount: number) {
  const first = embeddings.length - labelCount;
  const all = labels.flatMap((label, b) => Array.from({ length: labelCount }, (_, c) => ({ b, c, own: label === c })));
  return {
    labels,
    texts,
    left: all.map(({ b }) => texts[b] as number),
    right: all.map(({ c }) => first + c),
    target: all.map(({ own }) => Number(own)),
  };
}

it.each(Object.keys(golden.cases).flatMap((name) => engines.map((engine) => [name, ...engine] as const)))(
  "%s, %s: value and gradients are those of the formula written out in PyTorch",
  async (name, _, engine, absolute, relative) => {
    const given = golden.cases[name] as Case;
    const loss = supervisedContrastiveLoss(golden);
    const outcome = await evaluateLoss(engine, loss, given.embeddings, pairsOf(given, golden.labelCount));
    expectNear([outcome.loss], [given.value], absolute, relative, "value");
    expectNear(outcome.gradient, given.gradient.flat(), absolute, relative, "gradient");
  },
);

it("is label softmax where a batch holds one text", async () => {
  const given = golden.cases["mixed"] as Case;
  const one = { ...given, labels: [2], texts: [1] };
  const pairs = pairsOf(one, golden.labelCount);
  const [ours, softmax] = await Promise.all(
    [supervisedContrastiveLoss, labelSoftmaxLoss].map((loss) =>
      evaluateLoss(engines[0][1], loss(golden), given.embeddings, pairs),
    ),
  );
  expect(ours?.loss).toBeCloseTo(softmax?.loss as number, 12);
});
