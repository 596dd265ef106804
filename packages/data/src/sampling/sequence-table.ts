import { IntentsmithError, nearestName } from "@intentsmith/core";
import { modelTurns, type ContextConfig, type ModelInput } from "../example/context.ts";
import type { Example } from "../example/example.ts";

/** The distinct inputs of a set of examples and of all labels: what has to be tokenised, once. */
export interface SequenceTable {
  /** Distinct model inputs and label words. */
  inputs: ModelInput[];
  /** Example → index into `inputs`. */
  textOf: Int32Array;
  /** `[C]` label → index into `inputs`. A text equal to a label's words shares its entry. */
  labelOf: Int32Array;
}

/** Builds the table. Texts come first, in order of first appearance, then label words that no text equals. */
export function buildSequenceTable(
  examples: readonly Example[],
  dataset: { labelWords: readonly string[]; context?: ContextConfig },
): SequenceTable {
  const inputs: ModelInput[] = [];
  const indexOf = new Map<string, number>();
  const intern = (input: ModelInput): number => {
    const key = JSON.stringify(typeof input === "string" ? [input] : input);
    const known = indexOf.get(key);
    if (known !== undefined) return known;
    indexOf.set(key, inputs.length);
    return inputs.push(input) - 1;
  };
  const textOf = Int32Array.from(examples, (example) => intern(modelTurns(example, dataset.context)));
  const labelOf = Int32Array.from(dataset.labelWords, intern);
  return { inputs, textOf, labelOf };
}

/** Example → index of its label. @throws DATA_LABEL_UNKNOWN naming the example. */
export function labelIndices(examples: readonly Example[], labels: readonly string[]): Int32Array {
  const indexOf = new Map(labels.map((label, index) => [label, index]));
  return Int32Array.from(examples, (example) => {
    const index = indexOf.get(example.label);
    if (index !== undefined) return index;
    const near = nearestName(example.label, labels);
    const message = `${example.id}: expected one of ${labels.length} labels, received ${JSON.stringify(example.label)}`;
    throw new IntentsmithError("DATA_LABEL_UNKNOWN", message, {
      hint: near === undefined ? "Leave the example out." : `Did you mean ${JSON.stringify(near)}?`,
    });
  });
}
