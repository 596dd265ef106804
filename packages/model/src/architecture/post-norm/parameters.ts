import type { ParameterSpec } from "../../weights/parameter-arena.ts";
import type { EncoderConfig } from "../encoder-config.ts";
import type { PostNormNames } from "./names.ts";
import { relativeBuckets } from "./relative-position.ts";

/** What all layers share beside the tables: a family's relative position bias. */
export function sharedParameters({ relativeBias: name }: PostNormNames, { headCount }: EncoderConfig): ParameterSpec[] {
  return name === undefined ? [] : [{ name, shape: [relativeBuckets, headCount], parts: [name], decay: true }];
}

/** The dense parameters (all but the embedding tables) in graph order, layer by layer. */
export function denseParameters(names: PostNormNames, config: EncoderConfig, firstLayer: number): ParameterSpec[] {
  const { hiddenSize: H, feedForwardSize: F, layerCount } = config;
  const one = (name: string, shape: readonly number[]): ParameterSpec => ({
    name,
    shape,
    parts: [name],
    decay: shape.length > 1,
  });
  const layerNorm = (name: string): ParameterSpec[] => [one(`${name}.weight`, [H]), one(`${name}.bias`, [H])];
  const linear = (name: string, out: number, into: number): ParameterSpec[] => [
    one(`${name}.weight`, [out, into]),
    one(`${name}.bias`, [out]),
  ];
  const layers = Array.from({ length: layerCount }, (_, i) => i).slice(firstLayer);
  return [
    ...(firstLayer === 0 ? [...layerNorm(names.embeddingNorm), ...sharedParameters(names, config)] : []),
    ...layers.flatMap((i) => {
      const layer = names.layer(i);
      const parts = (kind: string): string[] => [layer.query, layer.key, layer.value].map((part) => `${part}.${kind}`);
      return [
        { name: `${layer.qkv}.weight`, shape: [3 * H, H], parts: parts("weight"), decay: true },
        { name: `${layer.qkv}.bias`, shape: [3 * H], parts: parts("bias"), decay: false },
        ...linear(layer.attentionOutput, H, H),
        ...layerNorm(layer.attentionNorm),
        ...linear(layer.intermediate, F, H),
        ...linear(layer.output, H, F),
        ...layerNorm(layer.outputNorm),
      ];
    }),
  ];
}
