import type { TableNames } from "../architecture.ts";

/** What the tensors of one layer are called in a checkpoint, without `.weight` and `.bias`. */
export interface LayerNames {
  query: string;
  key: string;
  value: string;
  /** Query, key and value as one matrix: a name of ours, it stands in no checkpoint. */
  qkv: string;
  attentionOutput: string;
  attentionNorm: string;
  intermediate: string;
  output: string;
  outputNorm: string;
}

/** How a family with LayerNorm after each sublayer names its tensors. */
export interface PostNormNames {
  /** What checkpoints of larger models put before every name, such as "bert.". */
  modelPrefix: string;
  tables: TableNames;
  embeddingNorm: string;
  layer: (index: number) => LayerNames;
  /** The table [buckets, A] that all layers add to their attention scores, in a family that has one. */
  relativeBias?: string;
  /** Square matrices [H, H] with a bias that checkpoints may hold and sentence embeddings do not use: kept if present. */
  optional: readonly string[];
}
