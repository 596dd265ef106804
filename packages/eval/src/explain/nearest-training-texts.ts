import { modelTurns, type Dataset, type Example } from "@intentsmith/data";
import type { TextEncoder } from "@intentsmith/model";
import type { ModelEvaluation } from "../evaluate-model.ts";
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

/** The nearest training texts of a wrong text: of the label it was given, and of its own. Undefined: there is none. */
export interface Neighbours {
  readonly ofPredicted?: Neighbour | undefined;
  readonly ofExpected?: Neighbour | undefined;
}

/**
 * Why a text is wrong: for every wrong text of an evaluation, by its place, the training text of each of the two labels that
 * lies nearest by cosine (never itself). Encodes the training texts. Empty where nothing is wrong or there are no training texts.
 */
export async function nearestTrainingTexts(
  encoder: Pick<TextEncoder, "encode">,
  dataset: Dataset,
  { examples, result }: ModelEvaluation,
): Promise<Map<number, Neighbours>> {
  const { targets, predictions, perLabel } = result;
  const wrong = Array.from(targets.keys()).filter((row) => targets[row] !== predictions.label[row]);
  const training = dataset.examples.filter(({ split }) => split === "train");
  if (wrong.length === 0 || training.length === 0) return new Map();
  const encode = async (texts: readonly Example[]): Promise<Embeddings> =>
    await encoder.encode(texts.map((example) => modelTurns(example, dataset.context)));
  const [texts, candidates] = [await encode(wrong.map((row) => examples[row] as Example)), await encode(training)];
  const nearest = (scores: Float32Array, self: string, wanted: string | undefined): Neighbour | undefined => {
    let best: number | undefined;
    for (const [row, { id, label }] of training.entries()) {
      if (label === wanted && id !== self && (best === undefined || (scores[row] as number) > (scores[best] as number)))
        best = row;
    }
    if (best === undefined) return undefined;
    const { text, id, label } = training[best] as Example;
    return { text, id, label, cosine: scores[best] as number };
  };
  return new Map(
    wrong.map((row, i) => {
      const scores = similarityMatrix(oneRow(texts, i), candidates, "cosine");
      const self = (examples[row] as Example).id;
      const name = (k: number | undefined): string | undefined => perLabel[k as number]?.label;
      return [
        row,
        {
          ofPredicted: nearest(scores, self, name(predictions.label[row])),
          ofExpected: nearest(scores, self, name(targets[row])),
        },
      ];
    }),
  );
}

/** Row `row` of [n, H] alone: a matrix of all wrong and all training texts could be larger than memory. [1, H] */
function oneRow({ data, width }: Embeddings, row: number): Embeddings {
  return { data: data.subarray(row * width, (row + 1) * width), rowCount: 1, width };
}
