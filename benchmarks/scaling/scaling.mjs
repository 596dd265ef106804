// How the cost of a training step grows (npm run bench -- scaling). Each point is a process of its own.

import { join } from "node:path";
import { readFlags } from "../shared/arguments.mjs";
import { nodeSide, runSide } from "../shared/alternate.mjs";
import { describeMachine } from "../shared/machine.mjs";
import { table, writeResults } from "../shared/write-results.mjs";
import { chart } from "./chart.mjs";
import { memoryPoints, sweeps } from "./sweeps.mjs";

const { quick, only } = readFlags({ only: "" });
const machine = describeMachine();
const chosen = (name) => only === "" || only.split(",").includes(name);
const measure = async (name, point) => {
  console.error(`  ${name} ${JSON.stringify(point)}`);
  return await runSide(nodeSide(join(import.meta.dirname, "point.mjs"), point));
};

const lines = [
  "Random weights of MiniLM's sizes and random token ids: cost does not depend on them. A step is everything: dropout 0.1, " +
    "packing, forward, backward, clipping, AdamW. Median over the steps of a point after one for warm-up.",
  "",
];
const data = { sweeps: {}, memory: {} };
const files = {};
for (const [name, sweep] of Object.entries(sweeps(quick))) {
  if (!chosen(name)) continue;
  const points = [];
  for (const point of sweep.points) points.push(await measure(name, point));
  data.sweeps[name] = points;
  const x = name === "threads" ? "layers" : name;
  const ending = `-${name}.svg`;
  files[ending] = chart({ ...sweep, points, x, ...(name === "threads" ? { series: "threads" } : {}) });
  const { layers, threads, texts, labels, length } = sweep.points[0];
  const fixed = Object.entries({ layers, threads, texts, labels, "tokens a text": length }).filter(
    ([key]) => key !== sweep.axis && key !== x && !(name === "threads" && key === "threads"),
  );
  lines.push(
    `## ${sweep.title}`,
    "",
    `Fixed: ${fixed.map(([key, value]) => `${value} ${key}`).join(", ")}.`,
    "",
    `![${sweep.title}](scaling-${new Date().toISOString().slice(0, 10)}${ending})`,
    "",
    ...table(
      [
        ...(name === "threads" ? ["threads"] : []),
        sweep.axis,
        "tokens a step",
        "seconds a step",
        "µs a token",
        "tokens/s",
        "peak memory",
      ],
      points.map((point) => [
        ...(name === "threads" ? [point.threads] : []),
        point[x],
        point.tokenCount,
        (point.stepMs / 1000).toFixed(3),
        ((1000 * point.stepMs) / point.tokenCount).toFixed(0),
        point.tokensPerSecond.toFixed(0),
        gib(point.peakMemoryBytes),
      ]),
    ),
  );
}
if (chosen("memory")) {
  lines.push("## Memory", "");
  for (const [name, point] of Object.entries(memoryPoints(quick))) {
    const result = await measure(name, point);
    data.memory[name] = result;
    lines.push(`- ${describe(name, result)}`);
  }
}
writeResults({ name: "scaling", title: "How the cost of a training step grows", machine, lines, data, quick, files });

function describe(name, result) {
  const what = `L${result.layers}, ${result.texts} texts, ${result.length === undefined ? "ragged as in the cooking half" : `all ${result.length} tokens long`}`;
  if (name !== "growth")
    return `${what}: peak ${gib(result.peakMemoryBytes)} of the process (goal for L12: at most 3 GB).`;
  // The first tenth may still allocate; after it memory should have found its level.
  const { memoryBytes } = result;
  const tenth = Math.ceil(memoryBytes.length / 10);
  const early = Math.max(...memoryBytes.slice(0, 2 * tenth));
  const late = Math.max(...memoryBytes.slice(-tenth));
  const growth = (100 * (late - early)) / early;
  return (
    `${what}, ${memoryBytes.length} steps: highest in the first two tenths ${gib(early)}, in the last tenth ${gib(late)}: ` +
    `${growth >= 0 ? "+" : "−"}${Math.abs(growth).toFixed(1)} % (goal: no growth).`
  );
}

function gib(bytes) {
  return `${(bytes / 2 ** 30).toFixed(2)} GiB`;
}
