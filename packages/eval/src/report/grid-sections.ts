import type { Section } from "../page/document.ts";
import { colour, renderFigure } from "../page/figure.ts";
import { capitalised, escapeHtml } from "../page/html.ts";

/** A setting of a grid: its parameters' values, and its metric over the repeats. */
export interface GridSetting {
  /** By parameter, as text. */
  values: Readonly<Record<string, string>>;
  /** Mean of the metric; NaN if no repeat finished. */
  mean: number;
  lowest: number;
  highest: number;
  /** Finished repeats. */
  repeats: number;
}

interface Placed {
  setting: number;
  axis: string;
  /** 0 … 1 from the bottom of its axis. */
  height: number;
  text: string;
}

/** Settings are lines over the parameters and, last, the metric; the best one stands out. settings: best first. */
export async function gridLinesSection(
  settings: readonly GridSetting[],
  parameters: readonly string[],
  metric: string,
): Promise<Section> {
  const finished = settings.filter(({ mean }) => Number.isFinite(mean));
  const axes = [...parameters, metric];
  const [lowest, highest] = range(finished.map(({ mean }) => mean));
  const values = Object.fromEntries(
    parameters.map((name) => [name, distinct(finished.map((one) => one.values[name] ?? ""))]),
  );
  const placed: Placed[] = finished.flatMap(({ values: own, mean }, setting) => [
    ...parameters.map((axis) => {
      const all = values[axis] as string[];
      const at = all.indexOf(own[axis] ?? "");
      return { setting, axis, height: all.length === 1 ? 0.5 : at / (all.length - 1), text: own[axis] ?? "" };
    }),
    {
      setting,
      axis: metric,
      height: highest === lowest ? 0.5 : (mean - lowest) / (highest - lowest),
      text: mean.toFixed(4),
    },
  ]);
  const ticks = [
    ...parameters.flatMap((axis) => firstOfEach(placed.filter((one) => one.axis === axis))),
    ...placed.filter(({ axis, setting }) => axis === metric && (setting === 0 || setting === finished.length - 1)),
  ];
  const figure = await renderFigure({
    large: true,
    caption: `Every setting is a line over its parameters; the last axis is ${escapeHtml(metric)}, the thick line the best setting.`,
    description: `${finished.length} settings over ${parameters.join(", ")}: ${metric} from ${lowest.toFixed(4)} to ${highest.toFixed(4)}`,
    plot: (Plot) => ({
      width: 640,
      height: 300,
      marginLeft: 70,
      marginRight: 70,
      x: { domain: axes, type: "point", label: null, padding: 0 },
      y: { axis: null, domain: [-0.05, 1.05] },
      marks: [
        Plot.ruleX(axes, { stroke: colour("line") }),
        Plot.line(placed, {
          x: "axis",
          y: "height",
          z: "setting",
          stroke: colour("soft"),
          strokeWidth: 1,
          strokeOpacity: 0.6,
        }),
        Plot.line(
          placed.filter(({ setting }) => setting === 0),
          { x: "axis", y: "height", stroke: colour("accent"), strokeWidth: 3 },
        ),
        Plot.text(ticks, {
          x: "axis",
          y: "height",
          text: "text",
          dx: 8,
          textAnchor: "start",
          stroke: colour("paper"),
          strokeWidth: 4,
          fill: colour("ink"),
        }),
      ],
    }),
    columns: [
      ...parameters.map((title) => ({ title: escapeHtml(title) })),
      { title: escapeHtml(metric), number: true },
    ],
    rows: finished.map(({ values: own, mean }) => [
      ...parameters.map((name) => escapeHtml(own[name] ?? "")),
      mean.toFixed(4),
    ]),
  });
  return { id: "settings", title: "Settings", content: figure };
}

/** The metric by each parameter: a dot a setting, and the mean of each value. */
export async function gridParametersSection(
  settings: readonly GridSetting[],
  parameters: readonly string[],
  metric: string,
): Promise<Section> {
  const finished = settings.filter(({ mean }) => Number.isFinite(mean));
  const figures: string[] = [];
  for (const name of parameters) {
    const all = distinct(finished.map((one) => one.values[name] ?? ""));
    const means = all.map((value) => {
      const own = finished.filter((one) => one.values[name] === value);
      return { value, mean: own.reduce((sum, { mean }) => sum + mean, 0) / own.length, count: own.length };
    });
    figures.push(
      await renderFigure({
        caption: `${escapeHtml(capitalised(metric))} by ${escapeHtml(name)}: a dot a setting, a bar the mean.`,
        description: `${metric} by ${name}: ${means.map(({ value, mean }) => `${mean.toFixed(4)} at ${value}`).join(", ")}`,
        plot: (Plot) => ({
          height: 220,
          marginLeft: 58,
          x: { type: "band", domain: all, label: `${name} →`, labelAnchor: "center", padding: 0.5 },
          y: { label: `↑ ${metric}`, grid: true, nice: true },
          marks: [
            Plot.dot(finished, {
              x: ({ values }: GridSetting) => values[name],
              y: "mean",
              r: 4,
              stroke: colour("accent"),
              fill: colour("accent"),
              fillOpacity: 0.3,
            }),
            Plot.tickY(means, { x: "value", y: "mean", stroke: colour("ink"), strokeWidth: 3 }),
          ],
        }),
        columns: [{ title: escapeHtml(name) }, { title: "mean", number: true }, { title: "settings", number: true }],
        rows: means.map(({ value, mean, count }) => [escapeHtml(value), mean.toFixed(4), String(count)]),
      }),
    );
  }
  return { id: "parameters", title: "By parameter", content: `<div class="charts">\n${figures.join("\n")}\n</div>` };
}

/** From the lowest to the highest repeat of each setting, the best settings first, under their ranks. */
export async function gridSpreadSection(settings: readonly GridSetting[], metric: string): Promise<Section> {
  const ranked = settings.map((setting, i) => ({ ...setting, rank: String(i + 1) }));
  const shown = ranked.filter(({ mean, repeats }) => Number.isFinite(mean) && repeats > 1).slice(0, 20);
  const figure = await renderFigure({
    caption: `${escapeHtml(capitalised(metric))} of the repeats of a setting, by its rank: from the lowest to the highest, the dot the mean.`,
    description: `Spread of ${metric} over repeats, ${shown.length} settings by rank`,
    plot: (Plot) => ({
      height: 70 + 24 * shown.length,
      x: { label: `${metric} →`, grid: true, nice: true, labelAnchor: "center" },
      y: { domain: shown.map(({ rank }) => rank), type: "point", label: "rank" },
      marks: [
        Plot.ruleY(shown, { x1: "lowest", x2: "highest", y: "rank", stroke: colour("soft"), strokeWidth: 3 }),
        Plot.dot(shown, { x: "mean", y: "rank", r: 5, fill: colour("accent") }),
      ],
    }),
    columns: [
      { title: "rank", number: true },
      { title: "setting" },
      ...["mean", "lowest", "highest", "repeats"].map((title) => ({ title, number: true })),
    ],
    rows: shown.map(({ rank, values, mean, lowest, highest, repeats }) => [
      rank,
      escapeHtml(settingText(values)),
      ...[mean, lowest, highest].map((value) => value.toFixed(4)),
      String(repeats),
    ]),
  });
  return { id: "spread", title: "Spread of the repeats", content: figure };
}

function settingText(values: GridSetting["values"]): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
}

/** Values in their natural order: numbers by size, others by name. */
function distinct(values: readonly string[]): string[] {
  const all = [...new Set(values)];
  const numbers = all.every((value) => value !== "" && Number.isFinite(Number(value)));
  return numbers ? all.sort((a, b) => Number(a) - Number(b)) : all.sort();
}

function firstOfEach(placed: readonly Placed[]): Placed[] {
  return placed.filter((one, i) => placed.findIndex(({ text }) => text === one.text) === i);
}

function range(values: readonly number[]): [lowest: number, highest: number] {
  return values.reduce<[number, number]>(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Infinity, -Infinity],
  );
}
