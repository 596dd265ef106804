import type { LabelScores } from "../metrics/label-scores.ts";
import { labelHtml, percent } from "./html.ts";

/** The per-label table: F1 as a bar, precision, recall and support; the weakest label first. perLabel: [C]. */
export function perLabelTable(perLabel: readonly LabelScores[]): string {
  const rows = perLabel
    .toSorted((a, b) => a.f1 - b.f1)
    .map(
      ({ label, precision, recall, f1, support }) => `<tr>
<th scope="row" class="label">${labelHtml(label)}</th>
<td><span class="bar"><i style="width:${(100 * f1).toFixed(1)}%"></i></span></td>
<td class="number">${percent(f1)}</td>
<td class="number optional">${percent(precision)}</td>
<td class="number optional">${percent(recall)}</td>
<td class="number">${support}</td>
</tr>`,
    );
  return `<div class="scroll"><table>
<thead><tr><th>label</th><th></th><th class="number">F1</th><th class="number optional">precision</th>
<th class="number optional">recall</th><th class="number">texts</th></tr></thead>
<tbody>
${rows.join("\n")}
</tbody></table></div>`;
}
