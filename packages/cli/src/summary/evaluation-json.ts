import { wilsonInterval, type LabelAccuracyResult, type Metrics, type NamedComparison } from "@intentsmith/eval";

/** What `eval --json` prints: an evaluation, and the comparison with another model if one was asked for. */
export function evaluationJson(
  facts: { model: string; split: string; dataHash: string; splitHash: string },
  result: LabelAccuracyResult,
  metrics: Metrics,
  comparison?: NamedComparison,
): Record<string, unknown> {
  const { accuracy, correct, total, macroF1, weightedF1, perLabel } = result;
  const { counts, classCount } = result.confusion;
  // row = expected, column = predicted
  const confusion = perLabel.map((_, row) => Array.from(counts.subarray(row * classCount, (row + 1) * classCount)));
  return {
    ...facts,
    accuracy,
    correct,
    total,
    accuracyInterval: wilsonInterval(correct, total),
    macroF1,
    weightedF1,
    metrics,
    perLabel,
    confusion,
    ...(comparison === undefined ? {} : { against: comparisonJson(comparison) }),
  };
}

function comparisonJson(comparison: NamedComparison): Record<string, unknown> {
  const { names, other, difference, verdict, pValue, groupCount, bothRight, bothWrong } = comparison;
  const { onlyModel, onlyOther } = comparison;
  return {
    model: names.other,
    accuracy: other.accuracy,
    correct: other.correct,
    accuracyInterval: other.interval,
    /** Accuracy of the model less that of this one. */
    difference,
    verdict,
    mcnemarPValue: pValue,
    groupCount,
    bothRight,
    bothWrong,
    onlyModel,
    onlyOther,
  };
}
