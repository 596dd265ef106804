import { join } from "node:path";
import { readTrainedModelRecord } from "@intentsmith/classifier";
import { IntentsmithError, messageOf } from "@intentsmith/core";
import type { Dataset } from "@intentsmith/data";
import { renderRunReport, type Curve } from "@intentsmith/eval";
import { readRunHistory, type RunHistory } from "@intentsmith/tracking";
import { formatDuration } from "@intentsmith/train";
import type { Context } from "../arguments/command.ts";
import { decisionParts } from "./decision-parts.ts";
import { datasetFacts, recordFacts, type Facts } from "./evaluation-facts.ts";
import { evaluateFolder, type MeasuredFolder } from "./evaluate-folder.ts";

/**
 * The page of a run. Without `measured`, the run's model is measured on its own test split, or on validation; where that
 * cannot be done (no model yet, its data are not here), the page says why and shows what the run recorded.
 * @throws FILE_NOT_FOUND, FILE_MALFORMED for what is not an intact run.
 */
export async function runReport(path: string, context: Context, measured?: MeasuredFolder): Promise<string> {
  const history = readRunHistory(path);
  const model = join(path, "model");
  let found = measured;
  let without: string | undefined;
  if (found === undefined) {
    try {
      found = await evaluateFolder(model, context);
    } catch (error) {
      if (!(error instanceof IntentsmithError)) throw error;
      without = `Its texts are not shown, since the model could not be measured: ${messageOf(error)}`;
      context.logger.warn(without);
    }
  }
  const { record, finalMetrics } = history;
  const numbers = Object.entries(finalMetrics).filter(
    (entry): entry is [string, number] => typeof entry[1] === "number",
  );
  return await renderRunReport({
    title: `Run ${record.name}`,
    evaluation:
      found === undefined
        ? undefined
        : {
            on: `the ${found.split} split, by the model of epoch ${finalMetrics["best_epoch"] ?? "–"}`,
            ...found.evaluation,
            metrics: found.metrics,
            neighbours: found.neighbours,
            look: found.look,
            ...decisionParts(found.evaluation, readTrainedModelRecord(model).decision),
          },
    without,
    finalMetrics: Object.fromEntries(numbers),
    curves: learningCurves(history),
    facts: runFacts(history, found?.dataset),
    config: record.config,
  });
}

/** Loss, learning rate and gradient norm by step; the metrics of validation by epoch. */
function learningCurves({ steps, evaluations, timing, finalMetrics }: RunHistory): Curve[] {
  const bySteps = (name: string, key: string, rows = steps): Curve => ({
    name,
    along: "step",
    points: rows.map((row) => ({ x: row.step, y: row[key] ?? NaN })),
  });
  const best = finalMetrics["best_epoch"];
  const mark = typeof best === "number" && best > 0 ? { x: best, name: "the model that was kept" } : undefined;
  const validation = evaluations["accuracy_evaluation_validation"] ?? [];
  const byEpoch = (name: string, key: string): Curve => ({
    name,
    along: "epoch",
    points: validation.map((row) => ({ x: row["epoch"] ?? NaN, y: row[key] ?? NaN })),
    mark,
  });
  return [
    bySteps("loss", "loss"),
    byEpoch("validation accuracy", "accuracy"),
    byEpoch("validation macro F1", "macro_f1"),
    bySteps("learning rate", "learningRate"),
    bySteps("gradient norm", "gradientNorm"),
    bySteps("tokens a second", "tokensPerSecond", timing),
  ];
}

function runFacts({ record, steps, timing }: RunHistory, dataset: Dataset | undefined): Facts {
  const tokens = timing.reduce((sum, row) => sum + (row["tokensPerSecond"] ?? 0) * (row["seconds"] ?? 0), 0);
  const seconds = timing.at(-1)?.["runtime"];
  return {
    status: record.status,
    started: record.startedAt.slice(0, 16).replace("T", " "),
    ...recordFacts(record.config),
    steps: steps.length,
    ...(timing.length === 0 ? {} : { tokens: Math.round(tokens).toLocaleString("en") }),
    ...(typeof seconds === "number" ? { time: formatDuration(seconds) } : {}),
    ...(dataset === undefined ? {} : datasetFacts(dataset)),
    machine: `${record.machine.processor}, ${record.machine.processors} processors`,
    ...(record.gitCommit === null ? {} : { commit: record.gitCommit.slice(0, 12) }),
    ...record.versions,
  };
}
