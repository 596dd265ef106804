import { GraphBuilder, gradient, type Engine, type Tensor } from "@intentsmith/graph";
import type { Loss } from "../losses/loss.ts";

export interface LossOutcome {
  loss: number;
  /** Of the embeddings, then of the loss's own parameters. */
  gradient: number[];
  statistics: Record<string, number>;
}

/** Evaluates a loss and its gradient on given (un-normalised) embeddings. */
export async function evaluateLoss(
  engine: Engine,
  loss: Loss,
  embeddings: number[][],
  pairs: { left: number[]; right: number[]; target: number[]; labels?: number[]; texts?: number[] },
  normalise = false,
): Promise<LossOutcome> {
  const g = new GraphBuilder();
  const [U, H] = [embeddings.length, embeddings[0]?.length ?? 0];
  const given = g.input("embeddings", "float32", ["U", H]);
  const own = (loss.parameters ?? []).map(({ name, shape }) => [name, g.input(name, "float32", shape)] as const);
  const result = loss.build(
    g,
    {
      embeddings: normalise ? given.l2Normalize() : given,
      left: g.input("left", "int32", ["P"]),
      right: g.input("right", "int32", ["P"]),
      pairIndex: g.input("pair_index", "int32", ["P"]),
      target: g.input("target", "float32", ["P"]),
      texts: g.input("texts", "int32", ["B"]),
      labels: g.input("labels", "int32", ["B"]),
    },
    new Map(own),
  );
  const gradients = gradient(g, result.loss, [given, ...own.map(([, value]) => value)]);
  const session = await engine.createSession(g.build([result.loss, ...gradients, ...Object.values(result.statistics)]));
  const int32 = (values: number[]): Tensor => ({
    dtype: "int32",
    shape: [values.length],
    data: Int32Array.from(values),
  });
  const { labels = [], texts = [...labels.keys()] } = pairs;
  const outputs = await session.run({
    embeddings: { dtype: "float32", shape: [U, H], data: Float64Array.from(embeddings.flat()) },
    left: int32(pairs.left),
    right: int32(pairs.right),
    pair_index: int32(pairs.left.map((left, p) => left * U + (pairs.right[p] as number))),
    target: { dtype: "float32", shape: [pairs.target.length], data: Float64Array.from(pairs.target) },
    texts: int32(texts),
    labels: int32(labels),
    ...Object.fromEntries(
      (loss.parameters ?? []).map(({ name, shape, initial }) => [name, { dtype: "float32", shape, data: initial }]),
    ),
  });
  const scalar = (name: string): number => Number(outputs[name]?.data[0]);
  return {
    loss: scalar(result.loss.name),
    gradient: gradients.flatMap(({ name }) => Array.from(outputs[name]?.data as Float64Array)),
    statistics: Object.fromEntries(Object.entries(result.statistics).map(([key, value]) => [key, scalar(value.name)])),
  };
}
