import { confusions } from "../classification/confusions.ts";
import type { LabelAccuracyResult } from "../classification/label-accuracy.ts";
import { countAt } from "../metrics/confusion-matrix.ts";
import { colour, renderFigure } from "../page/figure.ts";
import { counted, labelHtml } from "../page/html.ts";

/** So many confusions stand in the table behind the picture. */
const listed = 300;

/** All labels as a picture without names: what lies off the diagonal, and where it gathers. order: label indices. [C] */
export async function matrixOverview(result: LabelAccuracyResult, order: readonly number[]): Promise<string> {
  const { confusion, perLabel } = result;
  const place = new Map(order.map((k, at) => [k, at]));
  const at = (k: number): number => place.get(k) as number;
  const name = (k: number): string => perLabel[k]?.label ?? "";
  const cells = order.flatMap((row) =>
    order.flatMap((column) => {
      const count = countAt(confusion, row, column);
      const support = perLabel[row]?.support ?? 0;
      return count === 0 ? [] : [{ row, column, count, support }];
    }),
  );
  const all = confusions(result);
  return await renderFigure({
    large: true,
    caption:
      "Rows are what texts are, columns what they were taken for, in the order of the table above and then by name.",
    description: `Confusion matrix of ${order.length} labels: ${counted(cells.length - diagonal(cells), "cell")} off the diagonal hold texts`,
    plot: (Plot) => ({
      width: 640,
      height: 640,
      margin: 8,
      marginTop: 8,
      marginBottom: 8,
      x: { type: "linear", domain: [-0.5, order.length - 0.5], axis: null },
      y: { type: "linear", domain: [order.length - 0.5, -0.5], axis: null },
      marks: [
        Plot.frame({ stroke: colour("line") }),
        Plot.rect(cells, {
          x1: ({ column }: Cell) => at(column) - 0.5,
          x2: ({ column }: Cell) => at(column) + 0.5,
          y1: ({ row }: Cell) => at(row) - 0.5,
          y2: ({ row }: Cell) => at(row) + 0.5,
          fill: ({ row, column }: Cell) => (row === column ? colour("accent") : colour("wrong")),
          fillOpacity: ({ count, support }: Cell) => 0.25 + 0.75 * Math.sqrt(count / support),
          title: ({ row, column, count, support }: Cell) =>
            row === column
              ? `${count} of ${support} texts of ${name(row)} recognised`
              : `${count} of ${support} texts of ${name(row)} taken for ${name(column)}`,
        }),
      ],
      color: { type: "identity" },
      opacity: { type: "identity" },
    }),
    columns: [{ title: "label" }, { title: "taken for" }, { title: "texts", number: true }],
    rows: all
      .slice(0, listed)
      .map(({ expected, predicted, count }) => [labelHtml(expected), labelHtml(predicted), String(count)]),
  });
}

interface Cell {
  row: number;
  column: number;
  count: number;
  support: number;
}

function diagonal(cells: readonly Cell[]): number {
  return cells.filter(({ row, column }) => row === column).length;
}
