import type { Architecture } from "../architecture.ts";
import { postNormEncoder } from "./encoder.ts";
import type { PostNormNames } from "./names.ts";
import { denseParameters } from "./parameters.ts";
import { selectWeights, weightShapes } from "./weights.ts";

/**
 * A family with BERT's computation (Devlin et al. 2019): absolute positions, LayerNorm after each sublayer, erf GELU.
 * Families differ in their names, their `config.json`, a type table and one dropout.
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
    encoder: (g, config, layout, parameter, dropout, frozen) =>
      postNormEncoder(
        { g, config, layout, parameter, names, attentionOutputDropout: family.attentionOutputDropout },
        dropout,
        frozen,
      ),
  };
}
