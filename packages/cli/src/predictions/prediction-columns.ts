import type { Classification } from "@intentsmith/classifier";

/** A column that `predict` adds to a file's own. */
export interface PredictionColumn {
  name: string;
  cell(prediction: Classification): string;
}

const scoreCell = (score: number): string => score.toFixed(6);

/** Of the best label; in the order in which they stand in the file. */
const columnsOfTheBest: readonly PredictionColumn[] = [
  { name: "predicted_label", cell: ({ label }) => label ?? "" },
  { name: "predicted_score", cell: ({ score }) => scoreCell(score) },
  { name: "predicted_probability", cell: ({ probability }) => scoreCell(probability) },
  { name: "abstained", cell: ({ abstained }) => String(abstained) },
];

/** The columns for the best `top` labels, or with all of these in one cell as JSON (`inOneCell`). */
export function predictionColumns(top: number, inOneCell: boolean): PredictionColumn[] {
  if (inOneCell) {
    return [...columnsOfTheBest, { name: "predicted_top", cell: (prediction) => JSON.stringify(prediction.top) }];
  }
  const others = Array.from({ length: top - 1 }, (_, i): PredictionColumn[] => [
    { name: `predicted_label_${i + 2}`, cell: (prediction) => prediction.top[i + 1]?.label ?? "" },
    {
      name: `predicted_score_${i + 2}`,
      cell: (prediction) => {
        const other = prediction.top[i + 1];
        return other === undefined ? "" : scoreCell(other.score);
      },
    },
  ]);
  return [...columnsOfTheBest, ...others.flat()];
}

/** What a line of JSON says of a text, without the text itself. */
export function predictionJson({ text: _, ...rest }: Classification): Record<string, unknown> {
  return rest;
}
