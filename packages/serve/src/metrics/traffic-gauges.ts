import { Gauge, type Registry } from "prom-client";
import type { TrafficWatch } from "../dashboard/traffic-watch.ts";
import { driftColumns } from "../drift/drift-report.ts";

type Traffic = Pick<TrafficWatch, "windows" | "alarms" | "accuracy">;

/** Drift and accuracy; a gauge has no value before the first full window, or the first feedback. */
export function registerTraffic(registry: Registry, read: () => Traffic | undefined): void {
  const gauge = (
    name: string,
    help: string,
    set: (made: Gauge, traffic: Traffic) => void,
    labels: string[] = [],
  ): void => {
    const made: Gauge = new Gauge({
      registers: [registry],
      name: `intentsmith_${name}`,
      help,
      labelNames: labels,
      collect() {
        made.reset();
        const traffic = read();
        if (labels.length === 0) made.remove();
        if (traffic !== undefined) set(made, traffic);
      },
    });
  };
  const columns = ["column"];
  gauge(
    "drift_effect",
    "How far the last window is from the reference: PSI of labels, Kolmogorov-Smirnov distances, difference of abstentions",
    (made, { windows }) => {
      const last = windows.at(-1);
      for (const column of last === undefined ? [] : driftColumns)
        made.set({ column }, last?.columns[column].effect ?? 0);
    },
    columns,
  );
  gauge(
    "drift_alarm",
    "1 where a column changed in the last two windows",
    (made, { alarms }) => {
      for (const column of driftColumns) made.set({ column }, alarms.includes(column) ? 1 : 0);
    },
    columns,
  );
  gauge(
    "estimated_accuracy",
    "Accuracy of the last window, estimated from calibrated probabilities, with its 95 % interval",
    (made, { windows }) => {
      const estimate = windows.at(-1)?.estimatedAccuracy;
      for (const bound of ["value", "low", "high"] as const)
        if (estimate !== undefined) made.set({ bound }, estimate[bound]);
    },
    ["bound"],
  );
  gauge(
    "feedback_accuracy",
    "Accuracy on answers with feedback in 30 days, with its 95 % interval",
    (made, { accuracy }) => {
      if (accuracy === undefined || accuracy.total === 0) return;
      made.set({ bound: "value" }, accuracy.right / accuracy.total);
      made.set({ bound: "low" }, accuracy.low);
      made.set({ bound: "high" }, accuracy.high);
    },
    ["bound"],
  );
  gauge("feedback_answers", "Answers with feedback in 30 days", (made, { accuracy }) => made.set(accuracy?.total ?? 0));
}
