import { confusionPairs } from "../classification/confusion-pairs.ts";
import type { LabelAccuracyResult } from "../classification/label-accuracy.ts";
import { wilsonInterval } from "../metrics/wilson-interval.ts";
import { counted, percent } from "../page/html.ts";

/** What is weak, and what to do about it: a sentence each, as plain text. */
export interface Findings {
  weak: string;
  next: string;
}

/** A pair with this share of the mistakes, and at least three of them, is worth a look of its own. */
const notableShare = 0.1;
/** A label with fewer texts is not called weak. */
const fewestTexts = 5;

/** The two sentences at the top of a report: they name the one thing that would help most. */
export function findings(result: LabelAccuracyResult): Findings {
  const { total, correct, perLabel } = result;
  const wrong = total - correct;
  const { low } = wilsonInterval(correct, total);
  if (wrong === 0) {
    return {
      weak: `No mistake on ${counted(total, "text")}; as few as they may be, the true accuracy is at least ${percent(low)} in 95 of 100 cases.`,
      next: "Measure on more texts, above all on kinds that these lack: other speakers, typing errors, texts of no label.",
    };
  }
  const base = baseline(result);
  if (low <= base.accuracy && perLabel.length > 1) {
    return {
      weak: `The model is hardly better than always answering ${quoted(base.label)}, which is right for ${percent(base.accuracy)}.`,
      next: "Look at the labels with `intentsmith data stats`, then train longer, at a higher learning rate or from a stronger base.",
    };
  }
  const pairs = confusionPairs(result);
  const [top] = pairs;
  const weakest = weakestLabel(result);
  const found =
    weakest === undefined
      ? ""
      : `${quoted(weakest.label)} is recognised in ${Math.round(weakest.recall * weakest.support)} of ${weakest.support} texts`;
  if (top !== undefined && top.count >= 3 && top.count / wrong >= notableShare) {
    return {
      weak: `${top.count} of ${counted(wrong, "mistake")} are between ${quoted(top.first)} and ${quoted(top.second)}${found === "" ? "" : `; ${found}`}.`,
      next: "Read the texts of that pair below: if people would disagree on them, merge or reword the two labels; if not, add training texts that show the difference.",
    };
  }
  const spread = `${counted(wrong, "mistake")} ${wrong === 1 ? "falls" : "are spread"} over ${counted(pairs.length, "pair")} of labels`;
  return {
    weak: `${spread}, none of them frequent${found === "" ? "" : `; ${found}`}.`,
    next:
      weakest === undefined
        ? "Measure on more texts before changing anything: no label has enough of them to be called weak."
        : `Add training texts of the weakest labels, ${quoted(weakest.label)} first, and look among the wrong texts for wrong labels.`,
  };
}

/** Always answering the label that these texts have most often: what a model has to beat. */
export function baseline({ perLabel, total }: LabelAccuracyResult): { label: string; accuracy: number } {
  const most = perLabel.reduce((best, row) => (row.support > best.support ? row : best));
  return { label: most.label, accuracy: most.support / total };
}

function weakestLabel({ perLabel }: LabelAccuracyResult): LabelAccuracyResult["perLabel"][number] | undefined {
  const enough = perLabel.filter(({ support, recall }) => support >= fewestTexts && recall < 1);
  return enough.reduce<(typeof enough)[number] | undefined>(
    (worst, row) => (worst === undefined || row.recall < worst.recall ? row : worst),
    undefined,
  );
}

function quoted(label: string): string {
  return `“${label}”`;
}
