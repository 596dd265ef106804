import type { GraphBuilder, Value } from "@intentsmith/graph";

/** How a sentence embedding [H] comes out of the hidden states of its S tokens, by sentence-transformers' names. */
export const poolingModes = ["cls", "max", "mean", "mean_sqrt_len_tokens", "weightedmean", "lasttoken"] as const;
export type PoolingMode = (typeof poolingModes)[number];

/** One mode, or several whose results stand side by side: "cls+mean". */
export type Pooling = PoolingMode | `${PoolingMode}+${string}`;

export const modesOf = (pooling: Pooling): PoolingMode[] => pooling.split("+") as PoolingMode[];

/** What a layout has to know of an encoder: H and A. */
export interface HeadSizes {
  hiddenSize: number;
  headCount: number;
}

/** Brings a weight into a graph: as an input while training, as a constant for prediction and export. */
export type ParameterSource = (name: string, shape: readonly number[]) => Value;

/** Where dropout acts; `layer` counts from 0. */
export type DropoutPlace =
  | { kind: "embeddings" }
  | { kind: "attention"; layer: number; bucket: number }
  | { kind: "attention-output" | "feed-forward-output"; layer: number };

/** Multiplies by a dropout mask, or returns x unchanged. */
export type Dropout = (g: GraphBuilder, x: Value, place: DropoutPlace) => Value;

/** What a family adds to plain attention. `positions`: 0 … S−1 (int64 [S]), the same value for every layer. */
export interface AttentionOptions {
  /** Added to the scores: [A, S, S], or [S, S] for all heads. */
  bias?: ((positions: Value) => Value) | undefined;
}

/**
 * How tokens are laid out. *Packed*: hidden states [T, H], all sequences end to end, for training and evaluation.
 * *Padded*: [B, S, H] with a mask, standard operators only, for the exported file.
 */
export interface Layout {
  /** Sum of word, position and type embeddings, before LayerNorm. */
  embeddingSum: (tables: { word: Value; position: Value; type?: Value }) => Value;
  /** x·Wᵀ + b; `weight` [out, in] as torch.nn.Linear holds it. */
  linear: (x: Value, weight: Value, bias: Value) => Value;
  /** Self-attention over each sequence: qkv (last axis 3H: query, key, value, each head after head) → context (H). */
  attention: (qkv: Value, layer: number, dropout: Dropout, options?: AttentionOptions) => Value;
  /** One vector a sequence. */
  pool: (hidden: Value) => Value;
}
