import type { Architecture } from "../architecture.ts";
import { postNormArchitecture } from "../post-norm/post-norm.ts";
import { bertConfigJson, parseBertConfig } from "./config.ts";

/** BERT (Devlin et al. 2019), under the names of transformers' BertModel. */
export const bert: Architecture = postNormArchitecture(
  {
    modelPrefix: "bert.",
    tables: {
      word: "embeddings.word_embeddings.weight",
      position: "embeddings.position_embeddings.weight",
      type: "embeddings.token_type_embeddings.weight",
    },
    embeddingNorm: "embeddings.LayerNorm",
    layer: (index) => {
      const layer = `encoder.layer.${index}`;
      return {
        query: `${layer}.attention.self.query`,
        key: `${layer}.attention.self.key`,
        value: `${layer}.attention.self.value`,
        qkv: `${layer}.attention.self.qkv`,
        attentionOutput: `${layer}.attention.output.dense`,
        attentionNorm: `${layer}.attention.output.LayerNorm`,
        intermediate: `${layer}.intermediate.dense`,
        output: `${layer}.output.dense`,
        outputNorm: `${layer}.output.LayerNorm`,
      };
    },
    optional: ["pooler.dense"],
  },
  {
    family: "bert",
    tokenizerClass: "BertTokenizer",
    parseConfig: parseBertConfig,
    configJson: bertConfigJson,
    attentionOutputDropout: true,
  },
);
