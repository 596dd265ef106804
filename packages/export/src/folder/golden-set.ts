import {
  answers,
  encodeEmbedding,
  type Answer,
  type Golden,
  type Head,
  type Precision,
  type TrainedModelRecord,
} from "@intentsmith/classifier";
import type { TextEncoder } from "@intentsmith/model";

/**
 * Largest length of the difference of two embeddings between processors. Float32 sums differ in their last bits; with
 * int8 a last bit can move a number to the next of 256 steps.
 */
const embeddingTolerances: Readonly<Record<Precision, number>> = { fp32: 1e-3, fp16: 1e-3, int8: 0.02 };

/** What one file gave to the golden texts. */
export interface GoldenAnswers {
  file: string;
  scoreTolerance: number;
  embeddingTolerance: number;
  found: Answer[];
}

/** Runs the texts through one file, one by one. */
export async function goldenAnswers(
  file: string,
  precision: Precision,
  encoder: Pick<TextEncoder, "encode">,
  head: Head,
  texts: readonly string[],
): Promise<GoldenAnswers> {
  const embeddingTolerance = embeddingTolerances[precision];
  return {
    file,
    embeddingTolerance,
    scoreTolerance: embeddingTolerance * sensitivity(head),
    found: await answers(encoder, head, texts),
  };
}

/** Most by which a score moves when an embedding moves by 1: vectors of cosines have length 1, those of logits any. */
function sensitivity(head: Head): number {
  if (head.record.type !== "logistic") return 1;
  const { data, shape } = head.tensors().get("weights") as { data: Float32Array; shape: readonly number[] };
  const [C, H] = shape as [number, number];
  return Math.max(...Array.from({ length: C }, (_, c) => Math.hypot(...data.subarray(c * H, (c + 1) * H))));
}

/**
 * `golden.json`: the texts whose best label is the same for every file and on every processor, as its score is further
 * above the next one than the tolerance can bring them together. The first of `all` is the folder's own choice of file. Undefined if there is no such text.
 */
export function goldenSet(
  texts: readonly string[],
  { labels }: TrainedModelRecord,
  all: readonly [GoldenAnswers, ...GoldenAnswers[]],
): Golden | undefined {
  const [first] = all;
  const sure = (i: number): boolean =>
    all.every(({ found, scoreTolerance }) => {
      const { scores, best } = found[i] as Answer;
      return best === first.found[i]?.best && marginOf(scores, best) > 2 * scoreTolerance;
    });
  const kept = Array.from(texts.keys()).filter((i) => labels.length === 0 || sure(i));
  if (kept.length === 0) return undefined;
  return {
    tolerance: first.scoreTolerance,
    cases: kept.map((i) => {
      if (labels.length === 0) return { text: texts[i] as string };
      const { scores, best } = first.found[i] as Answer;
      return { text: texts[i] as string, label: labels[best]?.name as string, score: scores[best] as number };
    }),
    files: Object.fromEntries(
      all.map(({ file, scoreTolerance, embeddingTolerance, found }) => [
        file,
        {
          scoreTolerance,
          embeddingTolerance,
          scores: kept.flatMap((i) => {
            const { scores, best } = found[i] as Answer;
            return scores[best] ?? [];
          }),
          embeddings: kept.map((i) => encodeEmbedding((found[i] as Answer).embedding)),
        },
      ]),
    ),
  };
}

/** How far the best score is above the next that differs: labels of the same words are always equal. */
function marginOf(scores: Float32Array, best: number): number {
  const top = scores[best] as number;
  return top - scores.reduce((next, score) => (score < top && score > next ? score : next), -Infinity);
}
