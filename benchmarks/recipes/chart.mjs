import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";

/** Accuracy on validation over seconds, a dot a training, the best for its time joined by a line. results: name → trainings. */
export function accuracyOverSeconds(title, results) {
  const { document } = parseHTML("<html><body></body></html>");
  const points = Object.entries(results).flatMap(([name, trainings]) =>
    trainings.map(({ seconds, validation }) => ({ name, seconds, validation })),
  );
  const means = Object.entries(results).map(([name, trainings]) => ({
    name,
    seconds: trainings.reduce((sum, { seconds }) => sum + seconds, 0) / trainings.length,
    validation: trainings.reduce((sum, { validation }) => sum + validation, 0) / trainings.length,
  }));
  const front = means
    .sort((a, b) => a.seconds - b.seconds)
    .filter((point, i) => means.slice(0, i).every(({ validation }) => validation < point.validation));
  const svg = Plot.plot({
    document,
    title: undefined,
    width: 740,
    height: 400,
    marginRight: 190,
    style: { background: "white", color: "black" },
    x: { label: "seconds, all in →", type: "log", grid: true },
    y: { label: "↑ accuracy on validation", grid: true, nice: true },
    marks: [
      Plot.line(front, { x: "seconds", y: "validation", stroke: "#1f5fa8", strokeWidth: 1.5 }),
      Plot.dot(points, { x: "seconds", y: "validation", r: 2.5, fill: "#999" }),
      Plot.dot(means, { x: "seconds", y: "validation", r: 4, fill: "#1f5fa8" }),
      Plot.text(means, { x: "seconds", y: "validation", text: "name", dx: 8, textAnchor: "start" }),
    ],
  });
  svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  svg.setAttribute("aria-label", title);
  return `${svg.outerHTML}\n`;
}
