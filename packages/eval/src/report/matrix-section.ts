import { confusedGroups, pairKey, type ConfusionPair } from "../classification/confusion-pairs.ts";
import type { LabelAccuracyResult } from "../classification/label-accuracy.ts";
import { countAt } from "../metrics/confusion-matrix.ts";
import type { Section } from "../page/document.ts";
import { counted, escapeHtml, labelHtml } from "../page/html.ts";
import { strongestTint } from "../page/styles.ts";
import { closed, scrolling } from "../page/table.ts";
import { matrixOverview } from "./matrix-overview.ts";
import { link } from "./pairs-section.ts";

/** As many labels stand in one matrix that a reader can follow. */
const mostLabels = 24;
/** From 25 labels to here, the whole matrix is drawn as well. */
const mostDrawn = 300;

/**
 * The confusion matrix as a table whose names stay in sight. Of many labels, those that are confused, in groups that
 * belong together; the whole is drawn behind it. anchorOf: as for the pairs.
 */
export async function matrixSection(
  result: LabelAccuracyResult,
  pairs: readonly ConfusionPair[],
  anchorOf: (index: number) => string | undefined,
): Promise<Section> {
  const names = result.perLabel.map(({ label }) => label);
  const all = names.length <= mostLabels;
  const groups = confusedGroups(pairs, mostLabels);
  const inGroups = new Set(groups.flat());
  const others = names.filter((name) => !inGroups.has(name));
  const shown = all && others.length > 0 ? [...groups, others] : groups;
  const indexOf = new Map(names.map((name, k) => [name, k]));
  const order = shown.map((group) => group.map((name) => indexOf.get(name) as number));
  const anchors = new Map(pairs.map(({ first, second }, i) => [pairKey(first, second), anchorOf(i)] as const));
  const explained = `A row is what a text is, a column what it was taken for; labels that are taken for each other stand together.
The ground's strength is the share of the row: <span class="key right"></span> right, <span class="key wrong"></span> wrong.`;
  const left = all ? "" : ` ${counted(others.length, "label")} with fewer mistakes are summed up under “others”.`;
  const overview =
    all || names.length > mostDrawn
      ? ""
      : closed(
          `The whole matrix, ${names.length} labels`,
          await matrixOverview(result, [...order.flat(), ...others.map((name) => indexOf.get(name) as number)]),
        );
  const content =
    shown.length === 0
      ? "<p>No label is taken for another.</p>"
      : `<p class="note">${explained}${left}</p>\n${scrolling("Confusion matrix", matrixTable(result, order, { others: !all, anchors }))}`;
  return { id: "matrix", title: "Confusion matrix", content: `${content}\n${overview}` };
}

function matrixTable(
  result: LabelAccuracyResult,
  groups: readonly (readonly number[])[],
  options: { others: boolean; anchors: ReadonlyMap<string, string | undefined> },
): string {
  const { confusion, perLabel } = result;
  const shown = groups.flat();
  const label = (k: number): string => perLabel[k]?.label ?? "";
  const heading = (name: string): string =>
    `<th scope="col"><span title="${escapeHtml(name)}">${escapeHtml(name)}</span></th>`;
  const cell = (row: number, column: number): string => {
    const count = countAt(confusion, row, column);
    if (count === 0) return "<td></td>";
    const share = count / (perLabel[row]?.support as number);
    const anchor = row === column ? undefined : options.anchors.get(pairKey(label(row), label(column)));
    return `<td class="${row === column ? "right" : "wrong"}" style="--tint:${tint(share)}">${link(anchor, String(count))}</td>`;
  };
  const othersCell = (row: number): string => {
    const support = perLabel[row]?.support as number;
    const count = support - shown.reduce((sum, column) => sum + countAt(confusion, row, column), 0);
    return count === 0 ? "<td></td>" : `<td class="wrong" style="--tint:${tint(count / support)}">${count}</td>`;
  };
  const bodies = groups.map(
    (group) => `<tbody>
${group
  .map(
    (row) =>
      `<tr><th scope="row">${labelHtml(label(row))}</th>${shown.map((column) => cell(row, column)).join("")}${
        options.others ? othersCell(row) : ""
      }<td>${perLabel[row]?.support}</td></tr>`,
  )
  .join("\n")}
</tbody>`,
  );
  return `<table class="matrix">
<thead><tr><th scope="col" class="corner">is ↓ &nbsp; taken for →</th>${shown.map((k) => heading(label(k))).join("")}${
    options.others ? heading("others") : ""
  }${heading("texts")}</tr></thead>
${bodies.join("\n")}
</table>`;
}

/** Percent of colour in the ground of a cell with this share of its row: rare labels are as readable as frequent ones. */
function tint(share: number): number {
  return Math.round(6 + (strongestTint - 6) * Math.sqrt(share));
}
