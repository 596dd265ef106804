import { GraphBuilder, gradient, type Graph, type Value } from "@intentsmith/graph";
import { biEncoder, inputParameters, packedLayout, type BiEncoderShape, type ParameterSpec } from "@intentsmith/model";
import { dropoutByMask, type DropoutRates } from "./dropout-masks.ts";
import type { Objective } from "../losses/loss.ts";

/** Forward and backward pass of one step as one graph, and where its results come out. */
export interface StepGraph {
  graph: Graph;
  /** Output names. */
  loss: string;
  statistics: Readonly<Record<string, string>>;
  /** Gradient of the embedding sum, [T, H]; not there above frozen layers. */
  embeddingSumGradient: string | undefined;
  /** Gradient of each dense parameter and of the objective's own, by the parameter's name. */
  gradients: ReadonlyMap<string, string>;
}

/** `shape.config` carries the sizes of the tables in the arena, not of the checkpoint's. */
export function buildStepGraph(options: {
  shape: BiEncoderShape;
  dense: readonly ParameterSpec[];
  bucketCount: number;
  dropout: DropoutRates;
  objective: Objective;
  /** Embeddings and this many layers are left out; their output [T, H] is the graph input `frozen_output`. */
  frozenLayers?: number;
}): StepGraph {
  const { shape, dense, bucketCount, dropout, objective, frozenLayers = 0 } = options;
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
    frozenLayers === 0
      ? undefined
      : { layers: frozenLayers, output: g.input("frozen_output", "float32", ["T", shape.config.hiddenSize]) },
  );
  const own = new Map(objective.parameters?.map(({ name, shape: size }) => [name, source(name, size)]));
  const { loss, statistics } = objective.build(g, embeddings, own);
  const wanted = dense.map(({ name }) => (parameters.get(name) ?? own.get(name)) as Value);
  const wrt = embeddingSum === undefined ? wanted : [...wanted, embeddingSum];
  const gradients = gradient(g, loss, wrt);
  return {
    graph: g.build([loss, ...Object.values(statistics), ...gradients]),
    loss: loss.name,
    statistics: Object.fromEntries(Object.entries(statistics).map(([key, value]) => [key, value.name])),
    embeddingSumGradient: gradients[dense.length]?.name,
    gradients: new Map(dense.map((spec, i) => [spec.name, gradients[i]?.name ?? ""])),
  };
}
