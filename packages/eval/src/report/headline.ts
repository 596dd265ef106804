import type { LabelAccuracyResult } from "../classification/label-accuracy.ts";
import { wilsonInterval } from "../metrics/wilson-interval.ts";
import { counted, escapeHtml, percent } from "../page/html.ts";
import { baseline, findings } from "./findings.ts";

/** Accuracy with its interval, what it is measured against, and the two sentences. HTML. */
export function headline(result: LabelAccuracyResult): string {
  const { accuracy, correct, total, macroF1 } = result;
  const { low, high } = wilsonInterval(correct, total);
  const base = baseline(result);
  const { weak, next } = findings(result);
  return `<p class="headline"><strong>${percent(accuracy)}</strong>
<span class="interval">accuracy, 95 % interval ${percent(low)} to ${percent(high)}</span></p>
<p>The answer is right for ${correct.toLocaleString("en")} of ${counted(total, "text")}. Always answering the most frequent label,
${escapeHtml(base.label)}, would be right for ${percent(base.accuracy)}. Macro F1: ${percent(macroF1)}.</p>
<div class="findings">
<p>${escapeHtml(weak)}</p>
<p>${escapeHtml(next)}</p>
</div>`;
}
