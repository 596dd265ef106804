import type { Dataset } from "@intentsmith/data";
import type { FitOutcome } from "./fit-record.ts";

/** What always answering the most frequent training label gets: what any model has to beat. */
export function mostFrequentLabel({ examples }: Dataset): Omit<FitOutcome, "status" | "seconds"> {
  const counts = new Map<string, number>();
  for (const { split, label } of examples) if (split === "train") counts.set(label, (counts.get(label) ?? 0) + 1);
  const [label = ""] = [...counts].reduce((best, next) => (next[1] > best[1] ? next : best), ["", 0] as [
    string,
    number,
  ]);
  const share = (split: string): number | null => {
    const rows = examples.filter((example) => example.split === split);
    return rows.length === 0 ? null : rows.filter((row) => row.label === label).length / rows.length;
  };
  return {
    name: "most-frequent",
    what: `always ${label}`,
    crossValidation: share("train"),
    validation: share("validation"),
    config: null,
  };
}
