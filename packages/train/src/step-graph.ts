import { GraphBuilder, gradient, type Graph, type Value } from "@intentsmith/graph";
import { biEncoder, inputParameters, packedLayout, type BiEncoderShape, type ParameterSpec } from "@intentsmith/model";
import { dropoutByMask, type DropoutRates } from "./dropout.ts";
import type { Objective } from "./losses/loss.ts";

/** Forward and backward pass of one step as one graph, and where its results come out. */
export interface StepGraph {
  graph: Graph;
  /** Output names. */
  loss: string;
  statistics: Readonly<Record<string, string>>;
  /** Gradient of the embedding sum, [T, H]. */
  embeddingSumGradient: string;
  /** Gradient of each dense parameter, by the parameter's name. */
  gradients: ReadonlyMap<string, string>;
}

/** `shape.config` carries the sizes of the tables in the arena, not of the checkpoint's. */
export function buildStepGraph(options: {
  shape: BiEncoderShape;
  dense: readonly ParameterSpec[];
  bucketCount: number;
  dropout: DropoutRates;
  objective: Objective;
}): StepGraph {
  const { shape, dense, bucketCount, dropout, objective } = options;
  const g = new GraphBuilder();
  const layout = packedLayout(g, shape.config, shape.pooling, bucketCount);
  const parameters = new Map<string, Value>();
  const source = inputParameters(g);
  const { embeddingSum, embeddings } = biEncoder(
    g,
    shape,
    layout,
    (name, size) => {
      const value = source(name, size);
      parameters.set(name, value);
      return value;
    },
    dropoutByMask(dropout),
  );
  const { loss, statistics } = objective.build(g, embeddings);
  const wanted = dense.map((spec) => parameters.get(spec.name) as Value);
  const [embeddingSumGradient, ...gradients] = gradient(g, loss, [embeddingSum, ...wanted]) as [Value, ...Value[]];
  return {
    graph: g.build([loss, ...Object.values(statistics), embeddingSumGradient, ...gradients]),
    loss: loss.name,
    statistics: Object.fromEntries(Object.entries(statistics).map(([key, value]) => [key, value.name])),
    embeddingSumGradient: embeddingSumGradient.name,
    gradients: new Map(dense.map((spec, i) => [spec.name, gradients[i]?.name ?? ""])),
  };
}
