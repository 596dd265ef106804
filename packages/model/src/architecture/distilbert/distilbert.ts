import type { Architecture } from "../architecture.ts";
import { postNormArchitecture } from "../post-norm/post-norm.ts";
import { distilbertConfigJson, parseDistilbertConfig } from "./config.ts";

/**
 * DistilBERT (Sanh et al. 2019), under the names of transformers' DistilBertModel: BERT without a type table and without
 * dropout on the attention's output.
 */
export const distilbert: Architecture = postNormArchitecture(
  {
    modelPrefix: "distilbert.",
    tables: { word: "embeddings.word_embeddings.weight", position: "embeddings.position_embeddings.weight" },
    embeddingNorm: "embeddings.LayerNorm",
    layer: (index) => {
      const layer = `transformer.layer.${index}`;
      return {
        query: `${layer}.attention.q_lin`,
        key: `${layer}.attention.k_lin`,
        value: `${layer}.attention.v_lin`,
        qkv: `${layer}.attention.qkv`,
        attentionOutput: `${layer}.attention.out_lin`,
        attentionNorm: `${layer}.sa_layer_norm`,
        intermediate: `${layer}.ffn.lin1`,
        output: `${layer}.ffn.lin2`,
        outputNorm: `${layer}.output_layer_norm`,
      };
    },
    optional: [],
  },
  {
    family: "distilbert",
    tokenizerClass: "DistilBertTokenizer",
    parseConfig: parseDistilbertConfig,
    configJson: distilbertConfigJson,
    attentionOutputDropout: false,
  },
);
