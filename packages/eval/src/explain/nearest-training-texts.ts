import { modelTurns, type Dataset, type Example } from "@intentsmith/data";
import type { TextEncoder } from "@intentsmith/model";
import type { Embeddings } from "../similarity/embeddings.ts";
import { similarityMatrix } from "../similarity/similarity.ts";

/** A training text that lies near another text. */
export interface Neighbour {
  readonly text: string;
  /** File and row. */
  readonly id?: string;
  readonly label: string;
  readonly cosine: number;
}

/** The nearest training text of each label that was asked for, in that order; a label without training texts has none. */
export type Neighbours = readonly Neighbour[];

/**
 * Why a text was answered so: the nearest training text of each of some labels, by cosine, never the text itself.
 * Encodes these texts and the training texts; empty where there are none.
 *
 * @param examples the evaluated texts.
 * @param asked by place among the examples: the labels to look for.
 */
export async function nearestTrainingTexts(
  encoder: Pick<TextEncoder, "encode">,
  dataset: Pick<Dataset, "examples" | "context">,
  examples: readonly Example[],
  asked: ReadonlyMap<number, readonly string[]>,
): Promise<Map<number, Neighbours>> {
  const training = dataset.examples.filter(({ split }) => split === "train");
  if (asked.size === 0 || training.length === 0) return new Map();
  const encode = async (texts: readonly Example[]): Promise<Embeddings> =>
    await encoder.encode(texts.map((example) => modelTurns(example, dataset.context)));
  const rows = [...asked.keys()];
  const [texts, candidates] = [await encode(rows.map((row) => examples[row] as Example)), await encode(training)];
  return new Map(
    rows.map((row, i) => {
      const cosines = similarityMatrix(oneRow(texts, i), candidates, "cosine");
      const self = examples[row] as Example;
      return [row, (asked.get(row) ?? []).flatMap((label) => nearest(training, cosines, self, label))];
    }),
  );
}

/** At most one: a label need not have a training text. */
function nearest(training: readonly Example[], cosines: Float32Array, self: Example, wanted: string): Neighbour[] {
  let best: number | undefined;
  for (const [row, { id, label }] of training.entries()) {
    if (
      label === wanted &&
      id !== self.id &&
      (best === undefined || (cosines[row] as number) > (cosines[best] as number))
    )
      best = row;
  }
  if (best === undefined) return [];
  const { text, id, label } = training[best] as Example;
  return [{ text, id, label, cosine: cosines[best] as number }];
}

/** Row `row` of [n, H] alone: a matrix of all asked and all training texts could be larger than memory. [1, H] */
function oneRow({ data, width }: Embeddings, row: number): Embeddings {
  return { data: data.subarray(row * width, (row + 1) * width), rowCount: 1, width };
}
