/** A line over windows, oldest first. */
export interface Line {
  /** Of CSS: `line`, `reference`, … */
  className: string;
  values: readonly number[];
}

export interface LinePlot {
  title: string;
  lines: readonly Line[];
  /** An interval around a line, low and high. */
  band?: { low: readonly number[]; high: readonly number[] };
  /** Smallest and largest value; what the values need where they are left out. */
  from?: number;
  to?: number;
  format: (value: number) => string;
}

const [width, height, left, bottom] = [320, 120, 40, 4];

/** A small plot as SVG, without script. Numbers only come in, so nothing has to be escaped but the title. */
export function linePlot({ title, lines, band, from, to, format }: LinePlot): string {
  const all = [...lines.flatMap(({ values }) => values), ...(band?.low ?? []), ...(band?.high ?? [])];
  const low = from ?? Math.min(...all);
  const high = Math.max(to ?? Math.max(...all), low + 1e-9);
  const count = Math.max(2, ...lines.map(({ values }) => values.length));
  const x = (i: number): string => (left + (i / (count - 1)) * (width - left - 4)).toFixed(1);
  const y = (value: number): string => {
    const within = Math.min(high, Math.max(low, value));
    return (height - bottom - ((within - low) / (high - low)) * (height - bottom - 8)).toFixed(1);
  };
  const points = (values: readonly number[]): string => values.map((value, i) => `${x(i)},${y(value)}`).join(" ");
  const area =
    band === undefined
      ? ""
      : `<polygon class="band" points="${points(band.low)} ${[...band.high]
          .map((value, i) => `${x(i)},${y(value)}`)
          .reverse()
          .join(" ")}"/>`;
  const drawn = lines.map(({ className, values }) =>
    values.length === 1
      ? `<circle class="${className}" cx="${x(0)}" cy="${y(values[0] as number)}" r="2"/>`
      : `<polyline class="${className}" points="${points(values)}"/>`,
  );
  return `<figure><figcaption>${title}</figcaption>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}: last ${format(lines[0]?.values.at(-1) ?? 0)}">
<text x="${left - 4}" y="12" text-anchor="end">${format(high)}</text>
<text x="${left - 4}" y="${height - bottom}" text-anchor="end">${format(low)}</text>
${area}${drawn.join("")}</svg></figure>`;
}
