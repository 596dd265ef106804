import { add, gelu, layerNormalization, type GraphBuilder, type Value } from "@intentsmith/graph";
import { positionTable, typeTable, wordTable } from "../parameters.ts";
import type { BertConfig } from "./bert-config.ts";
import type { Dropout, Layout, ParameterSource } from "./layout.ts";

export interface EncoderValues {
  /** The embedding sum before LayerNorm: where the gradient of the embedding tables is taken. Not there above frozen layers. */
  embeddingSum: Value | undefined;
  /** Hidden states after the embeddings (index 0) and after every layer; above frozen layers, from their output on. */
  hidden: readonly Value[];
}

/** Embeddings and the first `layers` layers are left out: their output comes in from outside. */
export interface FrozenPart {
  layers: number;
  output: Value;
}

const noDropout: Dropout = (_, x) => x;

/**
 * BERT's encoder (Devlin et al. 2019; post-LayerNorm, erf GELU) in the given layout. The same builder serves training,
 * prediction and export.
 */
export function bertEncoder(
  g: GraphBuilder,
  config: BertConfig,
  layout: Layout,
  parameter: ParameterSource,
  dropout: Dropout = noDropout,
  frozen?: FrozenPart,
): EncoderValues {
  const { embeddingSum, hidden } =
    frozen === undefined
      ? embeddingLayer(g, config, layout, parameter, dropout)
      : { embeddingSum: undefined, hidden: [frozen.output] };
  for (let layer = frozen?.layers ?? 0; layer < config.layerCount; layer++) {
    hidden.push(encoderLayer(g, config, layout, parameter, dropout, hidden.at(-1) as Value, layer));
  }
  return { embeddingSum, hidden };
}

/** LN(word + position + type), then dropout. */
function embeddingLayer(
  g: GraphBuilder,
  config: BertConfig,
  layout: Layout,
  parameter: ParameterSource,
  dropout: Dropout,
): { embeddingSum: Value; hidden: Value[] } {
  const { hiddenSize: H, vocabularySize: V, maxPositions, typeVocabularySize } = config;
  const embeddingSum = layout.embeddingSum({
    word: parameter(wordTable, [V, H]),
    position: parameter(positionTable, [maxPositions, H]),
    type: parameter(typeTable, [typeVocabularySize, H]),
  });
  const normalized = layerNorm(g, config, parameter, "embeddings.LayerNorm", embeddingSum);
  return { embeddingSum, hidden: [dropout(g, normalized, { kind: "embeddings" })] };
}

/** h = LN(x + attention(x)); LN(h + feedForward(h)), dropout before each sum. */
export function encoderLayer(
  g: GraphBuilder,
  config: BertConfig,
  layout: Layout,
  parameter: ParameterSource,
  dropout: Dropout,
  x: Value,
  layer: number,
): Value {
  const { hiddenSize: H, feedForwardSize: F } = config;
  const prefix = `encoder.layer.${layer}`;
  const linear = (input: Value, name: string, out: number, into: number): Value =>
    layout.linear(
      input,
      parameter(`${prefix}.${name}.weight`, [out, into]),
      parameter(`${prefix}.${name}.bias`, [out]),
    );

  const qkv = linear(x, "attention.self.qkv", 3 * H, H);
  const context = layout.attention(qkv, layer, dropout);
  const attended = dropout(g, linear(context, "attention.output.dense", H, H), { kind: "attention-output", layer });
  const h = layerNorm(g, config, parameter, `${prefix}.attention.output.LayerNorm`, add(g, attended, x));

  const expanded = gelu(g, linear(h, "intermediate.dense", F, H));
  const contracted = dropout(g, linear(expanded, "output.dense", H, F), { kind: "feed-forward-output", layer });
  return layerNorm(g, config, parameter, `${prefix}.output.LayerNorm`, add(g, contracted, h));
}

function layerNorm(g: GraphBuilder, config: BertConfig, parameter: ParameterSource, name: string, x: Value): Value {
  const shape = [config.hiddenSize];
  return layerNormalization(
    g,
    x,
    parameter(`${name}.weight`, shape),
    parameter(`${name}.bias`, shape),
    config.layerNormEpsilon,
  );
}
