import { modelInput } from "../example/context.ts";
import type { Example, Split } from "../example/example.ts";
import type { Dataset } from "../read-dataset.ts";

/** A pair as a row of a file. */
export interface PairRow {
  /** The model's input. */
  text: string;
  labelWords: string;
  /** 1 for the text's own label, else 0. */
  target: 0 | 1;
  split: Split;
}

/** Every example with every label: one positive and C − 1 negatives a text, examples and labels in their order. */
export function* pairRows(
  dataset: Pick<Dataset, "labels" | "labelWords" | "context"> & { examples: readonly Example[] },
): Iterable<PairRow> {
  for (const example of dataset.examples) {
    const text = modelInput(example, dataset.context);
    for (const [index, labelWords] of dataset.labelWords.entries()) {
      yield { text, labelWords, target: dataset.labels[index] === example.label ? 1 : 0, split: example.split };
    }
  }
}
