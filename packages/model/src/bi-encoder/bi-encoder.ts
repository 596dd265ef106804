import { GraphBuilder, type DType, type Graph, type Value } from "@intentsmith/graph";
import type { EncoderValues, FrozenPart } from "../architecture/architecture.ts";
import type { EncoderConfig } from "../architecture/encoder-config.ts";
import { architectureOf } from "../architecture/families/families.ts";
import { modesOf, type Dropout, type Layout, type ParameterSource, type Pooling } from "../architecture/layout.ts";
import { packedLayout } from "../architecture/packed-layout.ts";
import { paddedLayout } from "../architecture/padded-layout.ts";
import { ParameterArena } from "../weights/parameter-arena.ts";
import type { Weights } from "../weights/safetensors.ts";

/** What the graph of a sentence encoder depends on. */
export interface BiEncoderShape {
  config: EncoderConfig;
  pooling: Pooling;
  normalize: boolean;
}

/** How many numbers an embedding has: H for each pooling. */
export const embeddingWidth = ({ config, pooling }: Pick<BiEncoderShape, "config" | "pooling">): number =>
  config.hiddenSize * modesOf(pooling).length;

export interface BiEncoderValues extends EncoderValues {
  /** [U, W], W = `embeddingWidth`, L2-normalised if the model is. */
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
  const { embeddingSum, hidden } = architectureOf(config).encoder(g, config, layout, parameter, dropout, frozen);
  const pooled = layout.pool(hidden.at(-1) as Value);
  return { embeddingSum, hidden, embeddings: normalize ? pooled.l2Normalize() : pooled };
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
  const { hidden } = architectureOf(shape.config).encoder(
    g,
    shape.config,
    layout,
    constantParameters(g, shape.config, weights),
  );
  return g.build([g.rename(hidden[layers] as Value, "hidden_states")]);
}

/**
 * The padded encoder with its weights inside, standard operators only: what is exported. `hiddenStates`: the last layer's
 * output [B, S, H] is an output too, for programs that pool by themselves.
 */
export function paddedInferenceGraph(
  shape: BiEncoderShape,
  weights: Weights,
  options: { hiddenStates?: boolean } = {},
): Graph {
  const g = new GraphBuilder();
  const layout = paddedLayout(g, shape.config, shape.pooling);
  const { embeddings, hidden } = biEncoder(g, shape, layout, constantParameters(g, shape.config, weights));
  const outputs = [g.rename(embeddings, "sentence_embedding")];
  if (options.hiddenStates) outputs.push(g.rename(hidden.at(-1) as Value, "last_hidden_state"));
  return g.build(outputs);
}

/** Weights as constants, under the graph's parameter names. */
export function constantParameters(g: GraphBuilder, config: EncoderConfig, weights: Weights): ParameterSource {
  const architecture = architectureOf(config);
  const arena = new ParameterArena(architecture.denseParameters(config)).load(weights);
  const views = new Map(arena.specs.map((spec) => [spec.name, arena.view(spec)]));
  return (name, shape) => {
    let data = views.get(name) ?? weights.get(name)?.data; // a dense parameter, or a table
    if (name === architecture.tables.position) data = data?.subarray(config.positionOffset * config.hiddenSize);
    return g.constant(data as Float32Array, shape as number[], "float32", name);
  };
}

/** Weights as graph inputs, so that training can change them between runs. */
export function inputParameters(g: GraphBuilder, dtype: DType = "float32"): ParameterSource {
  return (name, shape) => g.input(name, dtype, shape);
}
