import { layerNormalization, type GraphBuilder, type Value } from "@intentsmith/graph";
import type { EncoderValues, FrozenPart } from "../architecture.ts";
import type { EncoderConfig } from "../encoder-config.ts";
import type { AttentionOptions, Dropout, Layout, ParameterSource } from "../layout.ts";
import { activate } from "./activation.ts";
import type { PostNormNames } from "./names.ts";
import { relativeBuckets, relativePositionBias } from "./relative-position.ts";

/** What every part of the encoder is built with. */
export interface EncoderContext {
  g: GraphBuilder;
  config: EncoderConfig;
  layout: Layout;
  parameter: ParameterSource;
  names: PostNormNames;
  attentionOutputDropout: boolean;
}

const noDropout: Dropout = (_, x) => x;

/** Embeddings, then the layers one after the other. */
export function postNormEncoder(
  context: EncoderContext,
  dropout: Dropout = noDropout,
  frozen?: FrozenPart,
): EncoderValues {
  const { g, config, parameter, names } = context;
  const { embeddingSum, hidden } =
    frozen === undefined ? embeddingLayer(context, dropout) : { embeddingSum: undefined, hidden: [frozen.output] };
  const bias =
    names.relativeBias === undefined
      ? undefined
      : relativePositionBias(
          g,
          parameter(names.relativeBias, [relativeBuckets, config.headCount]),
          config.maxPositions,
        );
  for (let layer = frozen?.layers ?? 0; layer < config.layerCount; layer++) {
    hidden.push(encoderLayer(context, dropout, hidden.at(-1) as Value, layer, bias));
  }
  return { embeddingSum, hidden };
}

/** LN(word + position + type), then dropout. */
function embeddingLayer(context: EncoderContext, dropout: Dropout): { embeddingSum: Value; hidden: Value[] } {
  const { g, config, layout, parameter, names } = context;
  const { hiddenSize: H, vocabularySize: V, maxPositions, typeVocabularySize } = config;
  const { word, position, type } = names.tables;
  const embeddingSum = layout.embeddingSum({
    word: parameter(word, [V, H]),
    position: parameter(position, [maxPositions, H]),
    ...(type === undefined ? {} : { type: parameter(type, [typeVocabularySize, H]) }),
  });
  const normalized = layerNorm(context, names.embeddingNorm, embeddingSum);
  return { embeddingSum, hidden: [dropout(g, normalized, { kind: "embeddings" })] };
}

/** h = LN(x + attention(x)); LN(h + feedForward(h)), dropout before each sum. */
function encoderLayer(
  context: EncoderContext,
  dropout: Dropout,
  x: Value,
  layer: number,
  bias: AttentionOptions["bias"],
): Value {
  const { g, config, layout, parameter, attentionOutputDropout } = context;
  const { hiddenSize: H, feedForwardSize: F } = config;
  const names = context.names.layer(layer);
  const linear = (input: Value, name: string, out: number, into: number): Value =>
    layout.linear(input, parameter(`${name}.weight`, [out, into]), parameter(`${name}.bias`, [out]));

  const qkv = linear(x, names.qkv, 3 * H, H);
  const attendedValues = layout.attention(qkv, layer, dropout, { bias });
  const attention = linear(attendedValues, names.attentionOutput, H, H);
  const attended = attentionOutputDropout ? dropout(g, attention, { kind: "attention-output", layer }) : attention;
  const h = layerNorm(context, names.attentionNorm, attended.add(x));

  const expanded = activate(config.activation, linear(h, names.intermediate, F, H));
  const contracted = dropout(g, linear(expanded, names.output, H, F), { kind: "feed-forward-output", layer });
  return layerNorm(context, names.outputNorm, contracted.add(h));
}

function layerNorm({ g, config, parameter }: EncoderContext, name: string, x: Value): Value {
  const shape = [config.hiddenSize];
  return layerNormalization(
    g,
    x,
    parameter(`${name}.weight`, shape),
    parameter(`${name}.bias`, shape),
    config.layerNormEpsilon,
  );
}
