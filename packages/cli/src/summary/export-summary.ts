import { textTable } from "@intentsmith/core";
import { parityTolerances, type ExportResult, type FileReport } from "@intentsmith/export";

/** What an export says of itself: the folder, then a row a file. */
export function exportSummary(result: ExportResult, exampleCount: number): string {
  const megabytes = (result.sizeBytes / 1e6).toFixed(1);
  const first = result.models[0] as FileReport;
  const { measure, most } = parityTolerances[first.precision];
  const difference =
    measure === "absolute"
      ? `max abs difference ${first.maxDifference.toExponential(1)} to the trained model's embeddings`
      : `cosine to the trained model's embeddings below 1 by ${first.largestCosineDifference.toExponential(1)} at most`;
  // The folder holds the manifest and its hash besides the files that the manifest names.
  return [
    `exported ${result.folder} (${Object.keys(result.files).length + 2} files, ${megabytes} MB)`,
    `verified: ${difference} on ${first.textCount} texts (at most ${most === 1e-5 ? "1e-5" : most})`,
    "",
    fileTable(result),
    ...(result.accuracy === undefined
      ? []
      : ["", `trained model: accuracy ${result.accuracy.toFixed(4)} on ${exampleCount} texts`]),
  ].join("\n");
}

function fileTable({ models, accuracy }: ExportResult): string {
  const measured = accuracy !== undefined;
  const header = ["file", "MB", "max difference", "1 - cosine, largest", "mean", "changed labels"];
  return textTable(
    [...header, ...(measured ? ["accuracy"] : []), "texts/s", "in 32s"],
    models.map((model) => [
      model.file,
      (model.sizeBytes / 1e6).toFixed(1),
      model.maxDifference.toExponential(1),
      model.largestCosineDifference.toExponential(1),
      model.meanCosineDifference.toExponential(1),
      `${model.changedPredictions}/${model.textCount}`,
      ...(measured ? [(model.accuracy as number).toFixed(4)] : []),
      perSecond(model.speed?.batch1),
      perSecond(model.speed?.batch32),
    ]),
  );
}

const perSecond = (value: number | undefined): string => (value === undefined ? "–" : String(Math.round(value)));
