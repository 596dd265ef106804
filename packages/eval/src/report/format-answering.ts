import type { Decision } from "@intentsmith/classifier";
import type { Answering } from "../calibration/answering.ts";
import type { Calibration } from "../calibration/calibration.ts";
import type { OutOfScopeResult } from "../calibration/out-of-scope.ts";
import { formatAccuracyLine } from "./format-result.ts";

/** "answered 0.9524 (640/672)", and the accuracy of these on a line of its own. */
export function formatAnswering({ answered, answeredRight, total }: Answering): string {
  const share = `answered ${(answered / total).toFixed(4)} (${answered}/${total})`;
  if (answered === 0) return share;
  const ofThese = formatAccuracyLine({ accuracy: answeredRight / answered, correct: answeredRight, total: answered });
  return `${share}\nof these, ${ofThese}`;
}

/** "probabilities: calibration error 1.9 %, Brier 0.182, log-likelihood −0.391". */
export function formatCalibration(calibration: Calibration): string {
  const { expectedCalibrationError, brierScore, negativeLogLikelihood } = calibration;
  const error = (100 * expectedCalibrationError).toFixed(1);
  return `probabilities: calibration error ${error} %, Brier score ${brierScore.toFixed(3)}, negative log-likelihood ${negativeLogLikelihood.toFixed(3)}`;
}

/** Two lines on texts of no label. */
export function formatOutOfScope(result: OutOfScopeResult): string {
  const { rejected, total, recall, falseRejections, auroc, falsePositiveRateAt95Recall } = result;
  return [
    `out of scope: ${(100 * recall).toFixed(1)} % not answered (${rejected}/${total}), at ${(100 * falseRejections).toFixed(1)} % false rejections`,
    `AUROC ${auroc.toFixed(4)}, false rejections at 95 % recall ${(100 * falsePositiveRateAt95Recall).toFixed(1)} %`,
  ].join("\n");
}

/** What was fitted, in a line or two. */
export function formatDecision({ by, threshold, thresholdInterval, rows, everyday }: Decision): string {
  if (threshold === null)
    return `every text is answered: ${rows} texts are too few for a threshold, or none reaches it`;
  const [low, high] = thresholdInterval ?? [threshold, threshold];
  const interval = `95 % interval ${low.toFixed(3)} to ${high.toFixed(3)}`;
  const lines = [`answers from ${by} ${threshold.toFixed(3)} on (${interval}, from ${rows} texts)`];
  if (everyday !== undefined) {
    lines.push(`of ${everyday.texts} everyday sentences of other subjects it would answer ${everyday.answered}`);
  }
  return lines.join("; ");
}
