import { factList, renderDocument } from "../page/document.ts";
import { capitalised, escapeHtml, percent } from "../page/html.ts";
import { wilsonInterval } from "../metrics/wilson-interval.ts";
import { gridLinesSection, gridParametersSection, gridSpreadSection, type GridSetting } from "./grid-sections.ts";
import { configSection, tableSection, type PlainTable } from "./plain-sections.ts";

/** What the report of a grid is made of. */
export interface GridReportInput {
  title: string;
  /** For example `validation_accuracy`. */
  metric: string;
  parameters: readonly string[];
  /** Best first. */
  settings: readonly GridSetting[];
  /** Name of the trial with the best model; its accuracy on test, and of how many texts. */
  winner?: { name: string; testAccuracy?: number | undefined; testTexts?: number | undefined } | undefined;
  /** Trials that are not worse than the winner within noise. */
  tied: readonly string[];
  /** What has to be known before figures are compared. */
  note?: string;
  /** Settings with all their figures, and what failed. */
  table: Pick<PlainTable, "columns" | "rows">;
  failed: readonly { name: string; reason: string }[];
  facts: Readonly<Record<string, string | number | boolean>>;
  config: Readonly<Record<string, unknown>>;
}

/** A grid as a single HTML page: the winner and how sure that is, settings, parameters, spread. */
export async function renderGridReport(input: GridReportInput): Promise<string> {
  const { title, metric, parameters, settings, table, failed, facts, config } = input;
  const finished = settings.some(({ mean }) => Number.isFinite(mean));
  const repeated = settings.some(({ repeats, mean }) => repeats > 1 && Number.isFinite(mean));
  return renderDocument({
    title,
    opening: opening(input),
    sections: [
      tableSection({ id: "table", title: "Ranking", caption: "The best setting first.", ...table }),
      ...(finished
        ? [
            await gridLinesSection(settings, parameters, metric),
            await gridParametersSection(settings, parameters, metric),
            ...(repeated ? [await gridSpreadSection(settings, metric)] : []),
          ]
        : []),
      ...(failed.length === 0
        ? []
        : [
            tableSection({
              id: "failed",
              title: "Failed trials",
              caption: "The others went on without them.",
              columns: [{ title: "trial" }, { title: "reason" }],
              rows: failed.map(({ name, reason }) => [name, reason]),
            }),
          ]),
      { id: "run", title: "Grid", content: factList(facts) },
      configSection(config),
    ],
  });
}

function opening({ winner, tied, note, settings, metric }: GridReportInput): string {
  if (winner === undefined) return "<p>No trial has finished.</p>";
  const best = settings[0];
  const { testAccuracy, testTexts } = winner;
  const test =
    testAccuracy === undefined
      ? ""
      : `<p class="headline"><strong>${percent(testAccuracy)}</strong>
<span class="interval">accuracy on test${interval(testAccuracy, testTexts)}</span></p>`;
  const verdict =
    tied.length === 0
      ? ""
      : `<div class="findings"><p>${tied.length === 1 ? "One setting is" : `${tied.length} settings are`} tied with it within noise: ${escapeHtml(tied.slice(0, 5).join(", "))}${tied.length > 5 ? ", …" : ""}.</p>
<p>Take the cheaper one, or compare two models text by text with <code>intentsmith eval --against</code>.</p></div>`;
  const known = note === undefined ? "" : `<div class="findings"><p>${escapeHtml(capitalised(note))}.</p></div>`;
  return `${test}
${known}
<p>The best setting is <strong>${escapeHtml(winner.name)}</strong>${best === undefined ? "" : `, ${escapeHtml(metric)} ${best.mean.toFixed(4)}`}.</p>
${verdict}`;
}

function interval(accuracy: number, total: number | undefined): string {
  if (total === undefined) return "";
  const { low, high } = wilsonInterval(Math.round(accuracy * total), total);
  return `, 95 % interval ${percent(low)} to ${percent(high)}`;
}
