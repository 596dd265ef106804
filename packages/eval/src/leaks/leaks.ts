import { textKey, type Example } from "@intentsmith/data";
import { checkComparable, type Embeddings } from "../similarity/embeddings.ts";
import { similarityMatrix } from "../similarity/similarity.ts";

/** A text that stands in training as well, word for word or nearly. */
export interface Leak {
  /** Its place among the texts that were looked at. */
  row: number;
  /** Text, label and place of the training text that is nearest. */
  text: string;
  label: string;
  id: string;
  /** 1 for the same text. */
  cosine: number;
  /** The same in some spelling; otherwise near by embedding. */
  isSame: boolean;
}

type Text = Pick<Example, "id" | "text" | "label">;

/**
 * The texts that are training texts as well: the same but for case, accents, blanks and control characters, or, where
 * embeddings are given, within `threshold` by cosine of one. In the order of the texts.
 *
 * @param near embeddings of the texts [B, H] and of the training texts [N, H], by an encoder that was not trained on them.
 * @throws ARGUMENT_INVALID, MODEL_MALFORMED for embeddings that do not fit (see `checkComparable`).
 */
export function findLeaks(
  texts: readonly Text[],
  training: readonly Text[],
  near?: { texts: Embeddings; training: Embeddings; threshold: number },
): Leak[] {
  if (texts.length === 0 || training.length === 0) return [];
  const placeOf = new Map(training.map(({ text }, place) => [textKey(text), place]));
  if (near !== undefined) checkComparable(near.texts, near.training);
  return texts.flatMap(({ text }, row): Leak[] => {
    const same = placeOf.get(textKey(text));
    if (same !== undefined) return [{ row, ...placed(training[same] as Text), cosine: 1, isSame: true }];
    if (near === undefined) return [];
    const cosines = similarityMatrix(rowOf(near.texts, row), near.training, "cosine");
    const best = cosines.reduce((at, value, i) => (value > (cosines[at] as number) ? i : at), 0);
    const cosine = cosines[best] as number;
    return cosine < near.threshold ? [] : [{ row, ...placed(training[best] as Text), cosine, isSame: false }];
  });
}

const placed = ({ text, label, id }: Text): Pick<Leak, "text" | "label" | "id"> => ({ text, label, id });

/** Row `row` of [n, H] alone: a matrix of all texts and all training texts could be larger than memory. [1, H] */
function rowOf({ data, width }: Embeddings, row: number): Embeddings {
  return { data: data.subarray(row * width, (row + 1) * width), rowCount: 1, width };
}
