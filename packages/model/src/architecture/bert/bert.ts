import type { Architecture } from "../architecture.ts";
import type { PostNormNames } from "../post-norm/names.ts";
import { postNormArchitecture } from "../post-norm/post-norm.ts";
import { bertLikeConfig } from "./config.ts";

/** The names of transformers' BertModel, which RoBERTa's are too. */
export const bertNames = (modelPrefix: string): PostNormNames => ({
  modelPrefix,
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
});

/** BERT (Devlin et al. 2019). */
export const bert: Architecture = postNormArchitecture(bertNames("bert."), {
  ...bertLikeConfig({
    family: "bert",
    className: "BertModel",
    padTokenId: 0,
    positionsFollowPad: false,
    typeVocabularySize: 2,
  }),
  tokenizerClass: "BertTokenizer",
  attentionOutputDropout: true,
});
