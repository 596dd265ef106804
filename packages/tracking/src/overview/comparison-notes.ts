import { printable } from "@intentsmith/core";
import { intervalOf } from "./interval-cell.ts";
import type { RunOverview } from "./run-overview.ts";

/** Beginnings of the metrics that carry an interval, the more telling first. */
const intervalMetrics = ["test_accuracy", "validation_accuracy"];

/** What has to be known before two figures are read as better and worse; one sentence each. */
export function comparisonNotes(runs: readonly RunOverview[]): string[] {
  return [...otherTexts(runs), ...tiedWithinNoise(runs)];
}

/** By the hashes of the splits' content; runs of before have one hash for files and config. */
function otherTexts(runs: readonly RunOverview[]): string[] {
  const splits = runs.flatMap(({ record }) => (record.dataHashes === undefined ? [] : [record.dataHashes.splits]));
  if (splits.length === runs.length) {
    return ["validation", "test"]
      .filter((split) => new Set(splits.map((hashes) => hashes[split])).size > 1)
      .map((split) => `the ${split} splits of these runs hold different texts: their ${split} metrics do not compare`);
  }
  if (new Set(runs.map(({ record }) => record.dataHash)).size <= 1) return [];
  return [
    "the runs' data differ: their figures may be of other test texts; measure the models on the same ones with eval --data",
  ];
}

/** Whether the interval of the run with the best accuracy holds that of others. */
function tiedWithinNoise(runs: readonly RunOverview[]): string[] {
  const metric = intervalMetrics.find((name) => runs.every(({ metrics }) => typeof metrics[name] === "number"));
  if (metric === undefined) return [];
  const valueOf = ({ metrics }: RunOverview): number => metrics[metric] as number;
  const best = runs.toSorted((a, b) => valueOf(b) - valueOf(a))[0] as RunOverview;
  const interval = intervalOf(best.metrics, metric);
  if (interval === undefined) return [];
  const tied = runs.filter((run) => run !== best && valueOf(run) >= interval.low);
  if (tied.length === 0) return [];
  const names = tied.map(({ record }) => record.name).join(", ");
  const ends = `${interval.low.toFixed(4)} to ${interval.high.toFixed(4)}`;
  return [
    printable(
      `tied within noise in ${metric}: the 95 % interval of ${best.record.name}, ${ends}, holds ${names}; eval --against compares two models text by text`,
    ),
  ];
}
