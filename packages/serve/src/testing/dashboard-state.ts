import type { DashboardState } from "../dashboard/dashboard-page.ts";
import type { TrafficWindow } from "../dashboard/traffic-watch.ts";
import { driftReport } from "../drift/drift-report.ts";
import { referenceOf } from "../drift/reference.ts";
import { generator, sample } from "./drift-traffic.ts";

/** A dashboard with so many windows; in the last third of them traffic moves if there is an alarm. */
export function dashboardState({
  modelName = "support",
  windows,
  alarm = false,
}: {
  modelName?: string;
  windows: number;
  alarm?: boolean;
}): DashboardState {
  const random = generator("dashboard");
  const reference = { ...referenceOf(sample(1000, random)), right: 870 };
  const made = Array.from({ length: windows }, (_, i): TrafficWindow => {
    const shift = alarm && i > windows * 0.67 ? "one label" : "none";
    const about = { modelVersion: "0123456789ab", fromMs: i * 1000, toMs: (i + 1) * 1000 };
    return { ...driftReport(reference, sample(300, random, shift), about), alarms: [] };
  });
  return {
    modelName,
    modelVersion: "0123456789ab",
    ready: true,
    alarms: alarm ? ["labels"] : [],
    accuracy: windows === 0 ? undefined : { right: 180, total: 210, low: 0.803, high: 0.898, dropped: false },
    progress: { texts: 120, of: 300, learning: false, learned: false },
    windows: made,
    store: { waitingRows: 3, healthy: true, dropped: 0 },
  };
}
