import { existsSync } from "node:fs";
import { join } from "node:path";
import { readTrainedModelRecord, trainedModelFile } from "@intentsmith/classifier";
import { IntentsmithError } from "@intentsmith/core";
import { renderReport } from "@intentsmith/eval";
import { isRunDirectory } from "@intentsmith/tracking";
import { isFitDirectory, isFoldsDirectory, isGridDirectory } from "@intentsmith/train";
import type { Context } from "../arguments/command.ts";
import { decisionParts } from "./decision-parts.ts";
import { evaluateFolder } from "./evaluate-folder.ts";
import { evaluationFacts } from "./evaluation-facts.ts";
import { fitReport } from "./fit-report.ts";
import { foldsReport } from "./folds-report.ts";
import { gridReport } from "./grid-report.ts";
import { runReport } from "./run-report.ts";

/**
 * The page of a run's folder, a grid's, a fit's, a cross-validation's or a model's.
 * @throws FILE_NOT_FOUND for another folder, and what reading that kind of folder throws.
 */
export async function folderReport(path: string, context: Context): Promise<string> {
  if (isGridDirectory(path)) return await gridReport(path);
  if (isFoldsDirectory(path)) return await foldsReport(path);
  if (isFitDirectory(path)) return await fitReport(path, context);
  if (isRunDirectory(path)) return await runReport(path, context);
  if (existsSync(join(path, trainedModelFile))) return await modelReport(path, context);
  throw new IntentsmithError("FILE_NOT_FOUND", `${path}: neither a run nor a grid, a fit or a model`, {
    hint: "Name a folder that `intentsmith train` or `fit` wrote, or the model folder inside it.",
  });
}

async function modelReport(model: string, context: Context): Promise<string> {
  const record = readTrainedModelRecord(model);
  const { split, evaluation, dataset, metrics, neighbours, look } = await evaluateFolder(model, context);
  return await renderReport({
    title: `${model}: ${split} split`,
    ...evaluation,
    metrics,
    neighbours,
    look,
    ...decisionParts(evaluation, record.decision),
    facts: evaluationFacts({ model, record, dataset, split, now: new Date() }),
  });
}
