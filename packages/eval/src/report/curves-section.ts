import type { Section } from "../page/document.ts";
import { colour, renderFigure } from "../page/figure.ts";
import { capitalised, escapeHtml } from "../page/html.ts";

/** A number over the course of a training. */
export interface Curve {
  /** What it is: "loss", "validation accuracy". */
  name: string;
  /** What it goes along: "step", "epoch". */
  along: string;
  points: readonly CurvePoint[];
  /** A place on the x axis to mark, and what it is: the epoch whose model was kept. */
  mark?: { x: number; name: string } | undefined;
}

export interface CurvePoint {
  x: number;
  y: number;
}

/** Points of a drawn line; more could not be told apart. */
const drawnPoints = 200;
const listedPoints = 25;

/** Learning curves as small multiples. Points that are no number are left out; a curve without points is not drawn. */
export async function curvesSection(curves: readonly Curve[]): Promise<Section> {
  const drawn = curves
    .map((curve) => ({ ...curve, points: curve.points.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y)) }))
    .filter(({ points }) => points.length > 0);
  const figures: string[] = [];
  for (const curve of drawn) figures.push(await curveFigure(curve));
  const content =
    figures.length === 0
      ? "<p>Nothing was trained step by step.</p>"
      : `<div class="charts">\n${figures.join("\n")}\n</div>`;
  return { id: "training", title: "Training", content };
}

async function curveFigure({ name, along, points, mark }: Curve): Promise<string> {
  const line = averaged(points, drawnPoints);
  const [first, last] = [points[0] as CurvePoint, points.at(-1) as CurvePoint];
  const each = Math.ceil(points.length / line.length);
  const means = each > 1 ? `; each point is the mean of ${each} ${along}s` : "";
  const marked = mark === undefined ? "" : `; the line marks ${mark.name}, ${along} ${mark.x}`;
  const titled = capitalised(name);
  // A few epochs: each has its tick, and nothing lies between them
  const ticks = line.length <= 12 ? { ticks: line.map(({ x }) => x), tickFormat: short } : { nice: true };
  const alone = line.length === 1 ? { domain: [first.x - 1, first.x + 1] } : {};
  return await renderFigure({
    caption: escapeHtml(`${titled} by ${along}${means}${marked}.`),
    description: `${titled} by ${along}: ${short(first.y)} at ${along} ${short(first.x)}, ${short(last.y)} at ${along} ${short(last.x)}`,
    plot: (Plot) => ({
      height: 220,
      marginLeft: 58,
      x: { label: `${along} →`, labelAnchor: "center", ...ticks, ...alone },
      y: { label: `↑ ${name}`, grid: true, nice: true, tickFormat: short },
      marks: [
        ...(mark === undefined ? [] : [Plot.ruleX([mark.x], { stroke: colour("soft"), strokeDasharray: "4 3" })]),
        Plot.line(line, { x: "x", y: "y", stroke: colour("accent"), strokeWidth: 2 }),
        ...(line.length <= 30 ? [Plot.dot(line, { x: "x", y: "y", r: 3, fill: colour("accent") })] : []),
      ],
    }),
    columns: [
      { title: escapeHtml(along), number: true },
      { title: escapeHtml(name), number: true },
    ],
    rows: averaged(points, listedPoints).map(({ x, y }) => [short(x), short(y)]),
  });
}

/** At most `most` points: means over runs of the same length, in x and in y. */
export function averaged(points: readonly CurvePoint[], most: number): CurvePoint[] {
  const each = Math.ceil(points.length / most);
  if (each <= 1) return [...points];
  const mean = (run: readonly CurvePoint[], key: "x" | "y"): number =>
    run.reduce((sum, point) => sum + point[key], 0) / run.length;
  return Array.from({ length: Math.ceil(points.length / each) }, (_, i) => {
    const run = points.slice(i * each, (i + 1) * each);
    return { x: mean(run, "x"), y: mean(run, "y") };
  });
}

/** Four significant digits: 0.0123, 1235, 2e-5. */
function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
