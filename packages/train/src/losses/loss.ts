import type { GraphBuilder, Value } from "@intentsmith/graph";
import type { PairValues } from "./distance.ts";

export interface LossValues {
  /** Scalar. */
  loss: Value;
  /** Scalars that are logged each step, by name. */
  statistics: Readonly<Record<string, Value>>;
}

/** What a step minimises: adds its nodes (and the graph inputs they read) to the step graph. */
export interface Objective {
  build: (g: GraphBuilder, embeddings: Value) => LossValues;
}

/** A loss over pairs of a batch. */
export interface Loss {
  name: string;
  build: (g: GraphBuilder, pairs: PairValues) => LossValues;
  /** Whether it needs all C pairs of a text side by side (text-major), as the grouped sampler lays them. */
  needsGroupedPairs: boolean;
}
