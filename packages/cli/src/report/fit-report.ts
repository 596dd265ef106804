import { join } from "node:path";
import { readTrainedModelRecord } from "@intentsmith/classifier";
import { renderRunReport } from "@intentsmith/eval";
import { formatDuration, readFitRecord } from "@intentsmith/train";
import type { Context } from "../arguments/command.ts";
import { decisionParts } from "./decision-parts.ts";
import { evaluateFolder, type MeasuredFolder } from "./evaluate-folder.ts";
import { datasetFacts } from "./evaluation-facts.ts";

/**
 * The page of a fit: its model on test (without `measured`, it is measured here), what was tried, the pinned config.
 * @throws FILE_NOT_FOUND, FILE_MALFORMED, and what measuring throws.
 */
export async function fitReport(path: string, context: Context, measured?: MeasuredFolder): Promise<string> {
  const { outcomes, chosen, status } = readFitRecord(path);
  const model = join(path, "model");
  const { split, evaluation, metrics, dataset, neighbours, look } = measured ?? (await evaluateFolder(model, context));
  const record = readTrainedModelRecord(model);
  const four = (value: number | null): string => (value === null ? "–" : value.toFixed(4));
  const outcome = outcomes.find(({ name }) => name === chosen);
  return await renderRunReport({
    title: `Fit ${path}`,
    evaluation: {
      on: `the ${split} split`,
      ...evaluation,
      metrics,
      neighbours,
      look,
      ...decisionParts(evaluation, record.decision),
    },
    finalMetrics: {},
    tables: [
      {
        id: "tried",
        title: "What was tried",
        caption: "The method with the best accuracy on validation is chosen, the cheaper of equals.",
        columns: [
          { title: "method" },
          { title: "validation", number: true },
          { title: "folds", number: true },
          { title: "seconds", number: true },
          { title: "what" },
        ],
        rows: outcomes.map(({ name, what, status, validation, crossValidation, seconds, note }) => [
          name === chosen ? `${name} (chosen)` : name,
          four(validation),
          four(crossValidation),
          status === "finished" ? seconds.toFixed(1) : "–",
          status === "finished" ? what : `not tried: ${note ?? ""}`,
        ]),
      },
    ],
    facts: {
      status,
      chosen: chosen ?? "–",
      base: record.base,
      time: formatDuration(outcomes.reduce((sum, { seconds }) => sum + seconds, 0)),
      ...datasetFacts(dataset),
      ...record.versions,
    },
    config: outcome?.config ?? record.config,
  });
}
