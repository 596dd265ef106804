import { GraphBuilder, l2Normalize, type DType, type Graph, type Value } from "@intentsmith/graph";
import type { BertConfig } from "./bert/bert-config.ts";
import { bertEncoder, type EncoderValues, type FrozenPart } from "./bert/encoder.ts";
import type { Dropout, Layout, ParameterSource } from "./bert/layout.ts";
import { packedLayout } from "./bert/packed-layout.ts";
import { paddedLayout } from "./bert/padded-layout.ts";
import type { Pooling } from "./load-model.ts";
import { denseParameters, ParameterArena, positionTable, typeTable, wordTable } from "./parameters.ts";
import type { Weights } from "./weight-names.ts";

/** What the graph of a sentence encoder depends on. */
export interface BiEncoderShape {
  config: BertConfig;
  pooling: Pooling;
  normalize: boolean;
}

export interface BiEncoderValues extends EncoderValues {
  /** [U, H], L2-normalised if the model is. */
  embeddings: Value;
}

/** The whole encoder in a layout: token ids → sentence embeddings. */
export function biEncoder(
  g: GraphBuilder,
  { config, normalize }: BiEncoderShape,
  layout: Layout,
  parameter: ParameterSource,
  dropout?: Dropout,
  frozen?: FrozenPart,
): BiEncoderValues {
  const { embeddingSum, hidden } = bertEncoder(g, config, layout, parameter, dropout, frozen);
  const pooled = layout.pool(hidden.at(-1) as Value);
  return { embeddingSum, hidden, embeddings: normalize ? l2Normalize(g, pooled) : pooled };
}

/** The packed encoder with its weights inside (prepacked by the engine), for evaluation; output: the embeddings. */
export function packedInferenceGraph(shape: BiEncoderShape, weights: Weights, bucketCount: number): Graph {
  const g = new GraphBuilder();
  const layout = packedLayout(g, shape.config, shape.pooling, bucketCount);
  const { embeddings } = biEncoder(g, shape, layout, constantParameters(g, shape.config, weights));
  return g.build([g.rename(embeddings, "sentence_embedding")]);
}

/** The packed encoder's lower part with its weights inside; output: the hidden states [T, H] after `layers` layers. */
export function packedLowerGraph(shape: BiEncoderShape, weights: Weights, bucketCount: number, layers: number): Graph {
  const g = new GraphBuilder();
  const layout = packedLayout(g, shape.config, shape.pooling, bucketCount);
  const { hidden } = bertEncoder(g, shape.config, layout, constantParameters(g, shape.config, weights));
  return g.build([g.rename(hidden[layers] as Value, "hidden_states")]);
}

/** The padded encoder with its weights inside, standard operators only: what is exported. */
export function paddedInferenceGraph(shape: BiEncoderShape, weights: Weights): Graph {
  const g = new GraphBuilder();
  const layout = paddedLayout(g, shape.config, shape.pooling);
  const { embeddings } = biEncoder(g, shape, layout, constantParameters(g, shape.config, weights));
  return g.build([g.rename(embeddings, "sentence_embedding")]);
}

/** Weights as constants, under the graph's parameter names. */
function constantParameters(g: GraphBuilder, config: BertConfig, weights: Weights): ParameterSource {
  const arena = new ParameterArena(denseParameters(config)).load(weights);
  const tables = new Set([wordTable, positionTable, typeTable]);
  const views = new Map(arena.specs.map((spec) => [spec.name, arena.view(spec)]));
  return (name, shape) => {
    const data = tables.has(name) ? weights.get(name)?.data : views.get(name);
    return g.constant(data as Float32Array, shape as number[], "float32", name);
  };
}

/** Weights as graph inputs, so that training can change them between runs. */
export function inputParameters(g: GraphBuilder, dtype: DType = "float32"): ParameterSource {
  return (name, shape) => g.input(name, dtype, shape);
}
