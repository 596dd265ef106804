import type { CloserLook, ModelEvaluation, Neighbours, UnsureText } from "@intentsmith/eval";

/**
 * What `eval --json` says beyond the figures: slices, leaks from training, labels to merge or reword, texts that are not
 * clear. neighbours: the nearest training texts by row, where they were looked for.
 */
export function lookJson(
  { slices, leaks, pairs, unsure }: CloserLook,
  { examples, result }: ModelEvaluation,
  neighbours?: ReadonlyMap<number, Neighbours>,
): Record<string, unknown> {
  const name = (k: number | undefined): string | undefined => result.perLabel[k as number]?.label;
  const place = (row: number): { id: string | undefined; text: string | undefined } => ({
    id: examples[row]?.id,
    text: examples[row]?.text,
  });
  const textOf = ({ row, best, second, probability, secondProbability }: UnsureText): Record<string, unknown> => ({
    ...place(row),
    label: name(result.targets[row]),
    best: name(best),
    probability,
    second: name(second),
    secondProbability,
    ...(neighbours === undefined ? {} : { nearest: neighbours.get(row) ?? [] }),
  });
  return {
    slices: slices.slices,
    smallSlices: slices.small,
    ...(leaks === undefined
      ? {}
      : {
          leaks: {
            ...leaks,
            texts: leaks.texts.map(({ row, isSame, cosine, ...training }) => ({
              ...place(row),
              isSame,
              cosine,
              training,
            })),
          },
        }),
    labelPairs: pairs,
    ambiguous: unsure.ambiguous.map(textOf),
    lowConfidence: unsure.lowConfidence.map(textOf),
  };
}
