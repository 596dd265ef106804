import { renderGridReport, type GridSetting } from "@intentsmith/eval";
import {
  formatDuration,
  gridTable,
  rankSettings,
  readGridRecord,
  otherTextsNote,
  sawOtherTexts,
  tiedWithWinner,
} from "@intentsmith/train";

/** The page of a grid's folder, finished or not. @throws FILE_NOT_FOUND, FILE_MALFORMED. */
export async function gridReport(path: string): Promise<string> {
  const record = readGridRecord(path);
  const { name, metric, trials, grid } = record;
  const ranked = rankSettings(record);
  const parameters = Object.keys(ranked[0]?.setting ?? {});
  const winner = trials.find((trial) => trial.name === record.winner);
  const table = gridTable(record);
  const seconds = trials.reduce((sum, trial) => sum + (trial.seconds ?? 0), 0);
  const tokens = trials.reduce((sum, trial) => sum + (trial.tokens ?? 0), 0);
  const count = (status: string): number => trials.filter((trial) => trial.status === status).length;
  const waiting = count("waiting") + count("running");
  return await renderGridReport({
    title: `Grid ${name}`,
    metric: `validation ${metric.name}`,
    parameters,
    settings: ranked.map(({ setting, mean, lowest, highest, finished }): GridSetting => ({
      values: Object.fromEntries(parameters.map((key) => [key, valueText(setting[key])])),
      mean,
      lowest,
      highest,
      repeats: finished,
    })),
    winner:
      winner === undefined
        ? undefined
        : {
            name: winner.name,
            testAccuracy: winner.metrics["test_accuracy"],
            testTexts: winner.metrics["test_texts"],
          },
    tied: tiedWithWinner({ settings: ranked, winner }),
    ...(sawOtherTexts(ranked) ? { note: otherTextsNote } : {}),
    table: {
      columns: table.header.map((title, column) => ({
        title,
        number: table.rows.every((row) => row[column] === null || typeof row[column] === "number"),
      })),
      rows: table.rows.map((row) => row.map((value, column) => cell(value, table.header[column] ?? ""))),
    },
    failed: trials.flatMap((trial) =>
      trial.status === "failed" ? [{ name: trial.name, reason: trial.reason ?? "" }] : [],
    ),
    facts: {
      status: record.status,
      search: grid.method,
      trials: trials.length,
      finished: count("finished"),
      failed: count("failed"),
      ...(waiting > 0 ? { "not run yet": waiting } : {}),
      time: formatDuration(seconds),
      tokens: tokens.toLocaleString("en"),
      folder: path,
    },
    config: record.config,
  });
}

function valueText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}

function cell(value: string | number | null, column: string): string {
  if (value === null) return "–";
  if (typeof value === "string" || Number.isInteger(value)) return String(value);
  return /^(validation|test)_|^(deviation|lowest|highest)$/.test(column)
    ? value.toFixed(4)
    : String(Number(value.toPrecision(6)));
}
