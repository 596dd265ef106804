import type { Architecture } from "../architecture.ts";
import { bertLikeConfig } from "../bert/config.ts";
import { postNormArchitecture } from "../post-norm/post-norm.ts";
import { relativeBuckets } from "../post-norm/relative-position.ts";

/**
 * MPNet (Song et al. 2020), under the names of transformers' MPNetModel: no segment types, positions as RoBERTa's, and in
 * every layer the same bias by relative position.
 */
export const mpnet: Architecture = postNormArchitecture(
  {
    modelPrefix: "mpnet.",
    tables: { word: "embeddings.word_embeddings.weight", position: "embeddings.position_embeddings.weight" },
    embeddingNorm: "embeddings.LayerNorm",
    layer: (index) => {
      const layer = `encoder.layer.${index}`;
      return {
        query: `${layer}.attention.attn.q`,
        key: `${layer}.attention.attn.k`,
        value: `${layer}.attention.attn.v`,
        qkv: `${layer}.attention.attn.qkv`,
        attentionOutput: `${layer}.attention.attn.o`,
        attentionNorm: `${layer}.attention.LayerNorm`,
        intermediate: `${layer}.intermediate.dense`,
        output: `${layer}.output.dense`,
        outputNorm: `${layer}.output.LayerNorm`,
      };
    },
    relativeBias: "encoder.relative_attention_bias.weight",
    optional: ["pooler.dense"],
  },
  {
    ...bertLikeConfig({
      family: "mpnet",
      className: "MPNetModel",
      padTokenId: 1,
      positionsFollowPad: true,
      typeVocabularySize: 0,
      // transformers computes with these two whatever the config says
      required: { relative_attention_num_buckets: [relativeBuckets, undefined], pad_token_id: [1, undefined] },
    }),
    tokenizerClass: "MPNetTokenizer",
    attentionOutputDropout: true,
  },
);
