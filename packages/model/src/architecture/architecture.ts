import type { GraphBuilder, Value } from "@intentsmith/graph";
import type { SafetensorsTensor, Weights } from "../weights/safetensors.ts";
import type { ParameterSpec } from "../weights/parameter-arena.ts";
import type { EncoderConfig, FamilyName } from "./encoder-config.ts";
import type { Dropout, Layout, ParameterSource } from "./layout.ts";

export interface EncoderValues {
  /** The embedding sum before LayerNorm: where the gradient of the embedding tables is taken. Not there above frozen layers. */
  embeddingSum: Value | undefined;
  /** Hidden states after the embeddings (index 0) and after every layer; above frozen layers, from their output on. */
  hidden: readonly Value[];
}

/** Embeddings and the first `layers` layers are left out: their output comes in from outside. */
export interface FrozenPart {
  layers: number;
  output: Value;
}

/**
 * Names of the embedding tables in a checkpoint; they are trained row by row. In a graph the position table starts at the
 * first token's row (`positionOffset` rows are left out).
 */
export interface TableNames {
  word: string;
  position: string;
  /** Absent in a family without segment types. */
  type?: string;
}

/** A family of encoders: how its folder is read and written, what is trained, and its graph. */
export interface Architecture {
  family: FamilyName;
  /** Its tokenizer in `tokenizer_config.json`: transformers hands out `token_type_ids` by this class. */
  tokenizerClass: string;
  /** Reads `config.json`; `where` names the file. @throws MODEL_UNSUPPORTED, MODEL_MALFORMED */
  parseConfig: (json: unknown, where: string) => EncoderConfig;
  /** The `config.json` that transformers reads. `base` keeps keys of a loaded file that the encoder has no use for. */
  configJson: (config: EncoderConfig, base?: Readonly<Record<string, unknown>>) => Record<string, unknown>;
  /** Every tensor that an encoder of this size needs, in the order of the computation, with its shape. */
  weightShapes: (config: EncoderConfig) => Map<string, readonly number[]>;
  /**
   * Picks the encoder's weights out of a checkpoint, under their canonical names and as float32. `ignored` lists the
   * tensors that belong to something else (a pre-training head).
   * @throws MODEL_MALFORMED naming the missing tensors, or the first whose shape does not fit the config.
   */
  selectWeights: (
    tensors: ReadonlyMap<string, SafetensorsTensor>,
    config: EncoderConfig,
    where: string,
  ) => { weights: Weights; ignored: string[] };
  /** The dense parameters (all but the embedding tables) in graph order, layer by layer from `firstLayer` on. */
  denseParameters: (config: EncoderConfig, firstLayer?: number) => ParameterSpec[];
  /** Those of them that all layers use: they are fed, but not trained, where lower layers are frozen. */
  sharedParameters: (config: EncoderConfig) => ParameterSpec[];
  tables: TableNames;
  /** Whether the attention's output has a dropout of its own. */
  attentionOutputDropout: boolean;
  /** The encoder in a layout. The same builder serves training, prediction and export. */
  encoder: (
    g: GraphBuilder,
    config: EncoderConfig,
    layout: Layout,
    parameter: ParameterSource,
    dropout?: Dropout,
    frozen?: FrozenPart,
  ) => EncoderValues;
}
