import { defaultTemperature, labelWordsHead, type Decision, type TrainedModelRecord } from "@intentsmith/classifier";
import {
  answering,
  calibration,
  formatAnswering,
  formatCalibration,
  formatOutOfScope,
  outOfScope,
  type ModelEvaluation,
} from "@intentsmith/eval";

/** What a model's decision does to evaluated texts: for people, and for programs. */
export interface JudgedDecision {
  text: string;
  json: Record<string, unknown>;
}

/** Applies a model's decision, or another threshold, to what was evaluated. */
export function judgeDecision(
  { input, result, outOfScope: outside }: ModelEvaluation,
  record: TrainedModelRecord,
  threshold?: number,
): JudgedDecision {
  const labelNames = result.perLabel.map(({ label }) => label);
  const decision = decisionOf(record, threshold);
  const answers = answering(input, decision, labelNames);
  const calibrated = calibration(input.scores, input.targets, input.labelCount, decision.temperature);
  const beyond = outside.scores.length === 0 ? undefined : outOfScope(outside, answers, decision, labelNames);
  const { answered, answeredRight, total } = answers;
  const { bins: _, ...figures } = calibrated;
  return {
    text: [
      formatAnswering(answers),
      formatCalibration(calibrated),
      ...(beyond === undefined ? [] : [formatOutOfScope(beyond)]),
    ].join("\n"),
    json: {
      decision,
      answered: {
        share: answered / total,
        texts: answered,
        right: answeredRight,
        ...(answered === 0 ? {} : { accuracy: answeredRight / answered }),
      },
      calibration: figures,
      ...(beyond === undefined ? {} : { outOfScope: beyond }),
    },
  };
}

/** The stored decision; of a model without one, that it answers everything. */
function decisionOf({ decision, head = labelWordsHead }: TrainedModelRecord, threshold: number | undefined): Decision {
  const stored: Decision = decision ?? {
    temperature: defaultTemperature(head),
    by: "score",
    threshold: null,
    metric: "coverage",
    value: 1,
    rows: 0,
    source: "validation",
  };
  if (threshold === undefined) return stored;
  const { perLabel: _, ...rest } = stored;
  return { ...rest, threshold };
}
