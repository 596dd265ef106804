import type { FinalMetrics } from "../run/final-metrics.ts";
import { cell } from "./cell.ts";

/** The ends of a metric's 95 % interval, where the run has them under `<metric>_low` and `<metric>_high`. */
export function intervalOf(metrics: FinalMetrics, metric: string): { low: number; high: number } | undefined {
  const [low, high] = [metrics[`${metric}_low`], metrics[`${metric}_high`]];
  return typeof low === "number" && typeof high === "number" ? { low, high } : undefined;
}

/** "0.7932 [0.7609, 0.8221]"; a metric without an interval alone, nothing as a dash. */
export function intervalCell(metrics: FinalMetrics, metric: string): string {
  const interval = intervalOf(metrics, metric);
  const value = metrics[metric];
  if (interval === undefined || typeof value !== "number") return cell(value);
  return `${value.toFixed(4)} [${interval.low.toFixed(4)}, ${interval.high.toFixed(4)}]`;
}
