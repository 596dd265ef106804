import type { GraphBuilder, Value } from "@intentsmith/graph";
import type { PairValues } from "./distance.ts";

export interface LossValues {
  /** Scalar. */
  loss: Value;
  /** Scalars that are logged each step, by name. */
  statistics: Readonly<Record<string, Value>>;
}

/** A loss adds its nodes to the step graph. */
export interface Loss {
  name: string;
  build: (g: GraphBuilder, pairs: PairValues) => LossValues;
  /** Whether it needs all C pairs of a text side by side (text-major), as the grouped sampler lays them. */
  needsGroupedPairs: boolean;
}
