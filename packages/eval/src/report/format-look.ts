import { printable, textTable } from "@intentsmith/core";
import type { LabelAccuracyResult } from "../classification/label-accuracy.ts";
import type { PairAdvice } from "../classification/pair-advice.ts";
import type { Neighbours } from "../explain/nearest-training-texts.ts";
import type { UnsureText } from "../explain/unsure-texts.ts";
import type { LeakAccuracy, Share } from "../leaks/leak-accuracy.ts";
import type { CloserLook } from "../look/closer-look.ts";
import { leastTexts } from "../slices/slices.ts";

const shownSlices = 5;
const shownPairs = 3;
const shownTexts = 5;
const longestText = 100;

/** For the terminal: the weakest slices, leaks from training, and pairs of labels to merge or reword. */
export function formatLook({ slices: { slices, small }, leaks, pairs }: CloserLook): string {
  const left = small === 0 ? "" : `; ${small} of fewer than ${leastTexts} texts left out`;
  const rows = slices
    .slice(0, shownSlices)
    .map(({ by, value, accuracy, interval, total, isWeak }) => [
      printable(`${by}: ${value}`),
      accuracy.toFixed(4),
      `${interval.low.toFixed(4)} to ${interval.high.toFixed(4)}`,
      total,
      isWeak ? "below all texts" : "",
    ]);
  return [
    ...(rows.length === 0
      ? []
      : [
          `weakest slices (${slices.length}${left})`,
          textTable(["slice", "accuracy", "95 % interval", "texts", ""], rows),
        ]),
    ...(leaks === undefined ? [] : leakSentences(leaks)),
    ...pairs.slice(0, shownPairs).map((pair) => printable(adviceText(pair))),
  ].join("\n");
}

/** For the terminal: the texts that lie between two labels or near none, with the nearest training texts. */
export function formatUnsure(
  { unsure: { ambiguous, lowConfidence } }: Pick<CloserLook, "unsure">,
  result: Pick<LabelAccuracyResult, "perLabel" | "targets">,
  texts: readonly { text: string; id?: string }[],
  neighbours: ReadonlyMap<number, Neighbours> = new Map(),
): string {
  const name = (k: number | undefined): string => result.perLabel[k as number]?.label ?? "";
  const lines = (title: string, found: readonly UnsureText[]): string[] => [
    `${title}: ${found.length}`,
    ...found
      .slice(0, shownTexts)
      .flatMap(({ row, best, second, probability, secondProbability }) => [
        printable(
          `  ${quoted(texts[row]?.text ?? "")} ${name(best)} ${probability.toFixed(2)} or ${name(second)} ${secondProbability.toFixed(2)}, is ${name(result.targets[row])} (${texts[row]?.id ?? row + 1})`,
        ),
        ...(neighbours.get(row) ?? []).map(({ label, text, cosine, id }) =>
          printable(
            `    near ${label}: ${quoted(text)} (cosine ${cosine.toFixed(3)}${id === undefined ? "" : `, ${id}`})`,
          ),
        ),
      ]),
    ...(found.length > shownTexts ? [`  and ${found.length - shownTexts} more (all of them with --json)`] : []),
  ];
  return [...lines("texts between two labels", ambiguous), ...lines("texts near no label", lowConfidence)].join("\n");
}

/** "a and b: 18 of 100 texts are taken for the other, both ways: merge them, …". */
export function adviceText({ first, second, confused, total, gain, advice }: PairAdvice): string {
  const what =
    advice === "merge"
      ? `both ways: merge them (accuracy +${(100 * gain).toFixed(1)} %) or say in words what tells them apart`
      : `mostly ${first} for ${second}: reword ${first}, or look for its texts under the wrong label`;
  return `${first} and ${second}: ${confused} of ${total} texts are taken for the other, ${what}`;
}

/** How many texts stand in training as well, and the accuracy without them; plain sentences. */
export function leakSentences({ same, near, threshold, leaked, rest }: LeakAccuracy): string[] {
  const total = (leaked?.total ?? 0) + (rest?.total ?? 0);
  const nearly = threshold === undefined ? "" : `, ${near} more are near one (cosine ${threshold} or more)`;
  const found = `${same} of ${total} texts are also training texts${nearly}`;
  if (leaked === undefined) return [`${found}.`];
  if (rest === undefined) return [`${found}: nothing is left to measure on.`];
  return [`${found}: accuracy ${shareText(leaked)} on these, ${shareText(rest)} on the rest.`];
}

function shareText({ accuracy, correct, total, interval }: Share): string {
  return `${accuracy.toFixed(4)} (${correct}/${total}, 95 % interval ${interval.low.toFixed(4)} to ${interval.high.toFixed(4)})`;
}

function quoted(text: string): string {
  return JSON.stringify(text.length > longestText ? `${text.slice(0, longestText)}…` : text);
}
