import { IntentsmithError } from "@intentsmith/core";
import type { Example } from "@intentsmith/data";
import type { LabelAccuracyResult } from "../classification/label-accuracy.ts";
import { comparePredictions, type Comparison } from "./compare-predictions.ts";

/** What is looked at of an example. */
type ComparedExample = Pick<Example, "id" | "text" | "label" | "source" | "conversation">;

/** One model's answers on the examples of a split. */
interface Evaluated {
  examples: readonly ComparedExample[];
  result: LabelAccuracyResult;
}

/** A text that only one of two models gets right. */
export interface ToldApart {
  /** The example's id: file and row, or file, conversation and turn. */
  id: string;
  text: string;
  /** The right label. */
  label: string;
  /** What each of them says. */
  model: string;
  other: string;
}

/** A comparison with its texts. */
export interface EvaluationComparison extends Omit<Comparison, "onlyModel" | "onlyOther"> {
  onlyModel: ToldApart[];
  onlyOther: ToldApart[];
}

/**
 * Compares two evaluations of the same examples; rows of a conversation are drawn together.
 * @throws ARGUMENT_INVALID if the labels or the examples are not the same.
 */
export function compareEvaluations(model: Evaluated, other: Evaluated): EvaluationComparison {
  const names = labelNames(model);
  requireSameLabels(names, labelNames(other));
  requireSameExamples(model.examples, other.examples);
  const comparison = comparePredictions({
    targets: model.result.targets,
    model: model.result.predictions.label,
    other: other.result.predictions.label,
    groups: model.examples.map(({ source, conversation }) =>
      conversation === undefined ? undefined : JSON.stringify([source, conversation]),
    ),
  });
  const named = (index: number | undefined): string => names[index as number] as string;
  const toldApart = (row: number): ToldApart => {
    const { id, text, label } = model.examples[row] as ComparedExample;
    const said = ({ result }: Evaluated): string => named(result.predictions.label[row]);
    return { id, text, label, model: said(model), other: said(other) };
  };
  return {
    ...comparison,
    onlyModel: comparison.onlyModel.map(toldApart),
    onlyOther: comparison.onlyOther.map(toldApart),
  };
}

/** @throws ARGUMENT_INVALID naming the labels that only one of them has, or the first that stands elsewhere. */
export function requireSameLabels(model: readonly string[], other: readonly string[]): void {
  const lacking = (from: readonly string[], there: readonly string[]): string[] => {
    const known = new Set(there);
    return from.filter((label) => !known.has(label));
  };
  const [onlyModel, onlyOther] = [lacking(model, other), lacking(other, model)];
  const differences = [
    ...(onlyModel.length === 0 ? [] : [`only the model has ${listed(onlyModel)}`]),
    ...(onlyOther.length === 0 ? [] : [`only the other has ${listed(onlyOther)}`]),
  ];
  const moved = model.findIndex((label, k) => label !== other[k]);
  if (differences.length === 0 && moved >= 0) differences.push(`label ${moved} is not the same`);
  if (differences.length === 0) return;
  throw new IntentsmithError("ARGUMENT_INVALID", `the two models have other labels: ${differences.join("; ")}`, {
    hint: "Compare models of the same labels; each model alone can be measured on its own.",
  });
}

function requireSameExamples(model: readonly ComparedExample[], other: readonly ComparedExample[]): void {
  const same = (a: ComparedExample | undefined, b: ComparedExample | undefined): boolean =>
    a?.text === b?.text && a?.label === b?.label;
  const length = Math.max(model.length, other.length);
  const at = Array.from({ length }, (_, i) => i).find((i) => !same(model[i], other[i]));
  if (at === undefined) return;
  const shown = (example: ComparedExample | undefined): string =>
    example === undefined ? "nothing" : `${example.id} ${JSON.stringify(example.text.slice(0, 60))} (${example.label})`;
  throw new IntentsmithError(
    "ARGUMENT_INVALID",
    `the two evaluations saw other texts: text ${at + 1} is ${shown(model[at])} and ${shown(other[at])}`,
    { hint: "Evaluate both on the same split of the same files." },
  );
}

function labelNames({ result }: Evaluated): string[] {
  return result.perLabel.map(({ label }) => label);
}

/** At most five, then how many more. */
function listed(labels: readonly string[]): string {
  const shown = labels.slice(0, 5).map((label) => JSON.stringify(label));
  return `${shown.join(", ")}${labels.length > 5 ? ` and ${labels.length - 5} more` : ""}`;
}
