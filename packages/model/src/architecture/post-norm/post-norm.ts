import type { Architecture } from "../architecture.ts";
import { postNormEncoder } from "./encoder.ts";
import type { PostNormNames } from "./names.ts";
import { denseParameters, sharedParameters } from "./parameters.ts";
import { selectWeights, weightShapes } from "./weights.ts";

/**
 * A family with BERT's computation (Devlin et al. 2019): trained positions, LayerNorm after each sublayer.
 * Families differ in their names, their `config.json`, where positions start, a type table, one dropout, and a bias by
 * relative position.
 */
export function postNormArchitecture(
  names: PostNormNames,
  family: Pick<Architecture, "family" | "tokenizerClass" | "parseConfig" | "configJson" | "attentionOutputDropout">,
): Architecture {
  return {
    ...family,
    tables: names.tables,
    weightShapes: (config) => weightShapes(names, config),
    selectWeights: (tensors, config, where) => selectWeights(names, tensors, config, where),
    denseParameters: (config, firstLayer = 0) => denseParameters(names, config, firstLayer),
    sharedParameters: (config) => sharedParameters(names, config),
    encoder: (g, config, layout, parameter, dropout, frozen) =>
      postNormEncoder(
        { g, config, layout, parameter, names, attentionOutputDropout: family.attentionOutputDropout },
        dropout,
        frozen,
      ),
  };
}
