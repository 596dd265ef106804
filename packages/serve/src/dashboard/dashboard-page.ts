import { driftColumns, leastEffect, type DriftColumn } from "../drift/drift-report.ts";
import type { LiveAccuracy } from "../drift/live-accuracy.ts";
import { linePlot } from "./line-plot.ts";
import type { TrafficWindow } from "./traffic-watch.ts";

export interface DashboardState {
  modelName: string;
  modelVersion: string;
  ready: boolean;
  alarms: readonly DriftColumn[];
  accuracy: LiveAccuracy | undefined;
  progress: { texts: number; of: number; learning: boolean; learned: boolean };
  windows: readonly TrafficWindow[];
  store: { waitingRows: number; healthy: boolean; dropped: number } | undefined;
}

const titles: Record<DriftColumn, string> = {
  labels: "Mix of labels (PSI)",
  probability: "Probability (KS)",
  score: "Score (KS)",
  characters: "Length of texts (KS)",
  unknownShare: "Unknown tokens (KS)",
  abstained: "Abstentions (difference)",
};

const percent = (value: number): string => `${(value * 100).toFixed(1)} %`;
const decimal = (value: number): string => value.toFixed(2);
const milliseconds = (value: number): string => `${value.toFixed(0)} ms`;

/** What went through and whether it still works: a page without script that loads nothing, for the admin port. */
export function dashboardPage(state: DashboardState): string {
  const { windows } = state;
  const last = windows.at(-1);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="30">
<title>${escape(state.modelName)} – traffic</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escape(state.modelName)} <small>version ${escape(state.modelVersion)}</small></h1>
<dl>${facts(state)
    .map(([name, value, bad]) => `<div${bad ? ' class="bad"' : ""}><dt>${name}</dt><dd>${value}</dd></div>`)
    .join("")}</dl>
${last === undefined ? "" : `<h2>Last ${windows.length} windows of ${last.texts} answers</h2>\n<div class="plots">${plots(windows)}</div>\n${labelTable(last)}`}
<p>A dotted line is what the value stays below if nothing changed, once in a thousand windows not. A change in two windows
running is an alarm.</p>
</main>
</body>
</html>
`;
}

function facts({ ready, alarms, accuracy, progress, windows, store }: DashboardState): [string, string, boolean][] {
  const last = windows.at(-1);
  const changed = alarms.map((name) => titles[name]).join(", ");
  const estimate = last?.estimatedAccuracy;
  return [
    ["Model", ready ? "answers" : "not ready", !ready],
    ["Drift", last === undefined ? "no full window yet" : changed || "none", alarms.length > 0],
    [
      progress.learning ? "Reference, being collected" : "Next window",
      `${progress.texts} of ${progress.of} answers${progress.learned ? " (reference: first answers)" : ""}`,
      false,
    ],
    [
      "Accuracy, estimated",
      estimate === undefined
        ? "–"
        : `${percent(estimate.value)} (${percent(estimate.low)} to ${percent(estimate.high)})`,
      false,
    ],
    [
      "Accuracy, from feedback",
      accuracy === undefined || accuracy.total === 0
        ? "no feedback"
        : `${percent(accuracy.right / accuracy.total)} of ${accuracy.total} (${percent(accuracy.low)} to ${percent(accuracy.high)})`,
      accuracy?.dropped ?? false,
    ],
    [
      "Store",
      store === undefined
        ? "nothing is stored"
        : `${store.healthy ? "written" : "database away"}, ${store.waitingRows} waiting, ${store.dropped} dropped`,
      store !== undefined && (!store.healthy || store.dropped > 0),
    ],
  ];
}

function plots(windows: readonly TrafficWindow[]): string {
  const known = windows.flatMap(({ referenceAccuracy }) => referenceAccuracy ?? []);
  const accuracy = linePlot({
    title: "Accuracy, estimated",
    lines: [
      { className: "line", values: windows.map(({ estimatedAccuracy }) => estimatedAccuracy.value) },
      ...(known.length === windows.length ? [{ className: "limit", values: known }] : []),
    ],
    band: {
      low: windows.map(({ estimatedAccuracy }) => estimatedAccuracy.low),
      high: windows.map(({ estimatedAccuracy }) => estimatedAccuracy.high),
    },
    from: 0,
    to: 1,
    format: percent,
  });
  const latency = linePlot({
    title: "Time of a request, median and 99th percentile",
    lines: [
      { className: "line", values: windows.map(({ ms }) => ms.p99) },
      { className: "second", values: windows.map(({ ms }) => ms.p50) },
    ],
    from: 0,
    format: milliseconds,
  });
  const drift = driftColumns.map((name) =>
    linePlot({
      title: titles[name],
      lines: [
        { className: "line", values: windows.map(({ columns }) => columns[name].effect) },
        {
          className: "limit",
          values: windows.map(({ columns }) => Math.max(columns[name].critical, leastEffect[name])),
        },
      ],
      from: 0,
      format: decimal,
    }),
  );
  return [accuracy, latency, ...drift].join("\n");
}

function labelTable({ labels }: TrafficWindow): string {
  const rows = labels.map(
    ({ label, share, referenceShare }) =>
      `<tr><td>${escape(label)}</td><td><meter min="0" max="1" value="${share.toFixed(4)}" aria-label="share of ${escape(label)}"></meter> ${percent(share)}</td><td>${percent(referenceShare)}</td></tr>`,
  );
  return `<h2>Labels of the last window</h2>
<table><thead><tr><th>label</th><th>now</th><th>reference</th></tr></thead><tbody>${rows.join("")}</tbody></table>`;
}

/** Labels come from training data and model names from settings: neither is markup. */
function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

const style = `
:root { color-scheme: light dark; --ink: light-dark(#1b1f24, #e6e8eb); --paper: light-dark(#fff, #15181c);
  --faint: light-dark(#59636e, #a0a8b2); --rule: light-dark(#d5dae0, #363c44); --line: light-dark(#0b5cad, #6cb2ff);
  --second: light-dark(#8a5a00, #e0b050); --limit: light-dark(#b3261e, #ff8a80); }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0; color: var(--ink); background: var(--paper); }
main { max-width: 68rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.25rem; overflow-wrap: anywhere; } h1 small { color: var(--faint); font-weight: normal; }
h2 { font-size: 1.05rem; }
dl, .plots { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(20rem, 100%), 1fr)); gap: .75rem; margin: 0; }
dl div { border: 1px solid var(--rule); border-radius: .4rem; padding: .5rem .75rem; }
dl .bad { border-color: var(--limit); } .bad dd { color: var(--limit); }
dt { color: var(--faint); font-size: .85rem; } dd { margin: 0; font-variant-numeric: tabular-nums; }
figure { margin: 0; } figcaption { font-size: .85rem; color: var(--faint); }
svg { width: 100%; height: auto; } svg text { font-size: 9px; fill: var(--faint); }
polyline { fill: none; stroke-width: 1.5; } .band { fill: var(--line); opacity: .15; }
.line { stroke: var(--line); } .second { stroke: var(--second); } .limit { stroke: var(--limit); stroke-dasharray: 2 3; }
circle.line { fill: var(--line); } circle.second { fill: var(--second); } circle.limit { fill: var(--limit); }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .2rem .5rem .2rem 0; border-bottom: 1px solid var(--rule); overflow-wrap: anywhere; }
meter { width: 4rem; }
`;
