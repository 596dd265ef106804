import type { Head } from "@intentsmith/classifier";
import type { GraphBuilder, Value } from "@intentsmith/graph";
import type { Floats } from "@intentsmith/model";
import type { PairValues } from "./distance.ts";

export interface LossValues {
  /** Scalar. */
  loss: Value;
  /** Scalars that are logged each step, by name. */
  statistics: Readonly<Record<string, Value>>;
}

/** A tensor that is trained beside the encoder's: a vector a label, the weights of a head. */
export interface OwnParameter {
  /** Other than every name of the encoder's weights. */
  name: string;
  shape: readonly number[];
  /** Where it starts, row-major. */
  initial: Floats;
  /** Whether AdamW decays it. */
  decay: boolean;
}

/** What a step minimises. */
export interface Objective {
  /** Its own parameters; none if left out. */
  parameters?: readonly OwnParameter[] | undefined;
  /**
   * Adds its nodes (and the graph inputs they read) to the step graph.
   * @param embeddings [U, H]
   * @param parameters its own ones, by name.
   */
  build: (g: GraphBuilder, embeddings: Value, parameters: ReadonlyMap<string, Value>) => LossValues;
}

/** A batch's embeddings, pairs and labels, as values of the step graph. */
export interface BatchValues extends PairValues {
  /** [B] row of each text's embedding. */
  texts: Value;
  /** [B] number of each text's own label. */
  labels: Value;
}

/** A loss over a batch, as a config names it. */
export interface Loss extends Pick<Objective, "parameters"> {
  name: string;
  build: (g: GraphBuilder, batch: BatchValues, parameters: ReadonlyMap<string, Value>) => LossValues;
  /** Whether it needs a batch of whole texts (each with all C pairs side by side), as the grouped sampler lays them. */
  needsGroupedTexts: boolean;
  /**
   * The head that its own parameters have become, `values` giving each by name. Left out where the label words are
   * the head.
   */
  head?: (values: (name: string) => Floats) => Head;
}
