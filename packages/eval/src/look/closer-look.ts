import type { Dataset } from "@intentsmith/data";
import { mistakes } from "../classification/mistakes.ts";
import { pairAdvice, type PairAdvice } from "../classification/pair-advice.ts";
import type { ModelEvaluation } from "../evaluate-model.ts";
import { unsureTexts, type UnsureTexts } from "../explain/unsure-texts.ts";
import { leakAccuracy, type LeakAccuracy } from "../leaks/leak-accuracy.ts";
import { findLeaks, type Leak } from "../leaks/leaks.ts";
import { slicings } from "../slices/slice-names.ts";
import { measureSlices, type Slices } from "../slices/slices.ts";

/** What an accuracy hides: where it is lower, what flatters it, which labels and texts are not clear. */
export interface CloserLook {
  slices: Slices;
  /** Against the training texts; undefined where the data holds none. */
  leaks?: (LeakAccuracy & { texts: Leak[] }) | undefined;
  pairs: PairAdvice[];
  unsure: UnsureTexts;
}

/**
 * Looks closer at an evaluation. `temperature`: the decision's; `near`: leaks by embedding, found before (see
 * `findLeaks`) at this threshold, instead of those by text alone.
 */
export function closerLook(
  { examples, input, result }: ModelEvaluation,
  dataset: Pick<Dataset, "examples">,
  options: { temperature: number; near?: { leaks: Leak[]; threshold: number } | undefined },
): CloserLook {
  const { temperature, near } = options;
  const training = dataset.examples.filter(({ split }) => split === "train");
  // Texts of the training split are all training texts: that they are seen says nothing
  const isTraining = examples[0]?.split === "train";
  const texts = near?.leaks ?? findLeaks(examples, training);
  return {
    slices: measureSlices(result, slicings(examples, isTraining ? examplesWithoutSplit(dataset) : dataset.examples)),
    leaks: training.length === 0 || isTraining ? undefined : { ...leakAccuracy(result, texts, near?.threshold), texts },
    pairs: pairAdvice(result),
    unsure: unsureTexts(input.scores, input.labelCount, temperature),
  };
}

function examplesWithoutSplit({ examples }: Pick<Dataset, "examples">): Omit<Dataset["examples"][number], "split">[] {
  return examples.map(({ split: _, ...example }) => example);
}

/** How many unsure texts of either kind are explained. */
const explainedUnsure = 20;

/**
 * The labels whose nearest training texts explain a text (see `nearestTrainingTexts`): of a wrong one the label it was
 * given and its own, of one that is not clear its two most probable.
 */
export function labelsToExplain({ result }: ModelEvaluation, { unsure }: CloserLook): Map<number, string[]> {
  const asked = new Map<number, Set<string>>();
  const ask = (row: number, ...labels: string[]): void => {
    const known = asked.get(row) ?? new Set<string>();
    for (const label of labels) known.add(label);
    asked.set(row, known);
  };
  for (const { row, predicted, expected } of mistakes(result)) ask(row, predicted, expected);
  const name = (k: number): string => result.perLabel[k]?.label ?? "";
  for (const texts of [unsure.ambiguous, unsure.lowConfidence]) {
    for (const { row, best, second } of texts.slice(0, explainedUnsure)) ask(row, name(best), name(second));
  }
  return new Map([...asked].map(([row, labels]) => [row, [...labels]]));
}
