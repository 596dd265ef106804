import type { Architecture } from "../architecture.ts";
import { bertNames } from "../bert/bert.ts";
import { bertLikeConfig } from "../bert/config.ts";
import type { FamilyName } from "../encoder-config.ts";
import { postNormArchitecture } from "../post-norm/post-norm.ts";

/**
 * RoBERTa (Liu et al. 2019) and the families with its computation: BERT whose positions count from the padding token's
 * id + 1, mostly with one segment type.
 */
const robertaLike = (family: FamilyName, className: string, tokenizerClass: string): Architecture =>
  postNormArchitecture(bertNames("roberta."), {
    ...bertLikeConfig({ family, className, padTokenId: 1, positionsFollowPad: true, typeVocabularySize: 2 }),
    tokenizerClass,
    attentionOutputDropout: true,
  });

export const roberta: Architecture = robertaLike("roberta", "RobertaModel", "RobertaTokenizer");
/** XLM-RoBERTa (Conneau et al. 2020). */
export const xlmRoberta: Architecture = robertaLike("xlm-roberta", "XLMRobertaModel", "XLMRobertaTokenizer");
/** CamemBERT (Martin et al. 2020). */
export const camembert: Architecture = robertaLike("camembert", "CamembertModel", "CamembertTokenizer");
