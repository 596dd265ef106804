import { formatAccuracyLine, formatLabelAccuracy, wilsonInterval } from "@intentsmith/eval";
import { formatDuration, type SplitEvaluation, type TrainResult } from "@intentsmith/train";

/** What a person reads when a run has ended: metrics, cost, folder, what to do next. */
export function formatTrainResult(result: TrainResult): string {
  const { validation, test, bestEpoch, steps, tokens, seconds, modelDirectory, runDirectory } = result;
  const lines = [];
  if (validation !== undefined) lines.push(`validation ${formatAccuracyLine(validation.result)}, epoch ${bestEpoch}`);
  if (test !== undefined) lines.push(`test ${formatLabelAccuracy(test.result)}`);
  lines.push(
    "",
    `${formatDuration(seconds)}, ${steps.toLocaleString("en")} steps, ${tokens.toLocaleString("en")} tokens, ${tokensPerSecond(result)} tokens/s`,
    `model: ${modelDirectory}`,
    "",
    "next:",
    `  intentsmith eval --model ${modelDirectory}`,
    `  intentsmith predict --model ${modelDirectory} "a text of yours"`,
    `  intentsmith export --model ${modelDirectory} --out ${runDirectory}/onnx`,
  );
  return lines.join("\n");
}

/** The same for a program. */
export function trainResultJson(result: TrainResult): Record<string, unknown> {
  const { validation, test, ...rest } = result;
  return {
    ...rest,
    tokensPerSecond: tokensPerSecond(result),
    ...(validation === undefined ? {} : { validation: splitJson(validation) }),
    ...(test === undefined ? {} : { test: splitJson(test) }),
  };
}

function splitJson({ result, metrics }: SplitEvaluation): Record<string, unknown> {
  const { correct, total, perLabel } = result;
  return { ...metrics, correct, total, accuracyInterval: wilsonInterval(correct, total), perLabel };
}

function tokensPerSecond({ tokens, seconds }: TrainResult): number {
  return seconds > 0 ? Math.round(tokens / seconds) : 0;
}
