import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";

/**
 * One sweep as an SVG of two panels side by side: seconds a step (with the range over steps) and tokens/s.
 * @param series points with the same legend entry belong to one line.
 */
export function chart({ title, axis, points, x, series, logarithmic = false }) {
  const { document } = parseHTML("<html><body></body></html>");
  const rows = points.map((point) => ({
    x: point[x],
    series:
      series === undefined
        ? ""
        : `${point[series]} ${series === "threads" ? (point[series] === 1 ? "thread" : "threads") : series}`,
    seconds: point.stepMs / 1000,
    fastest: point.fastestMs / 1000,
    slowest: point.slowestMs / 1000,
    tokensPerSecond: point.tokensPerSecond,
  }));
  const panel = (y, label, range) =>
    Plot.plot({
      document,
      width: 360,
      height: 260,
      marginLeft: 52,
      style: { background: "white", color: "black" },
      x: {
        label: axis,
        type: logarithmic ? "log" : "linear",
        ticks: [...new Set(rows.map((row) => row.x))],
        tickFormat: String,
      },
      y: { label, zero: true, grid: true, nice: true },
      color: { legend: false, range: ["#1f5fa8", "#c8501e", "#2a8a4a"] },
      marks: [
        ...(range ? [Plot.ruleX(rows, { x: "x", y1: "fastest", y2: "slowest", stroke: "#999" })] : []),
        Plot.line(rows, { x: "x", y, stroke: "series" }),
        Plot.dot(rows, { x: "x", y, fill: "series", r: 3 }),
        ...(series === undefined
          ? []
          : [Plot.text(rows, Plot.selectLast({ x: "x", y, z: "series", text: "series", dy: -8, textAnchor: "end" }))]),
        Plot.ruleY([0]),
      ],
    });
  const panels = [panel("seconds", "↑ seconds a step", true), panel("tokensPerSecond", "↑ tokens/s", false)];
  const inner = panels.map((svg, i) => {
    svg.setAttribute("x", String(i * 370));
    svg.setAttribute("y", "28");
    return svg.outerHTML;
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="740" height="292" viewBox="0 0 740 292" font-family="system-ui, sans-serif">` +
    `<rect width="740" height="292" fill="white"/><text x="12" y="20" font-size="14" font-weight="600">${title}</text>` +
    `${inner.join("")}</svg>\n`
  );
}
