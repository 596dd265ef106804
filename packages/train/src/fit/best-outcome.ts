import type { FitOutcome } from "./fit-record.ts";

/**
 * The best finished candidate: by validation, or by cross-validation where there is none. Of equals on validation, which few
 * texts make often, the better one in cross-validation; of equals there, and where one has none, the first.
 */
export function bestOutcome(outcomes: readonly FitOutcome[]): FitOutcome | undefined {
  const finished = outcomes.filter(({ status, config }) => status === "finished" && config !== null);
  return finished.reduce<FitOutcome | undefined>(
    (best, next) => (best === undefined || isBetter(next, best) ? next : best),
    undefined,
  );
}

function isBetter(next: FitOutcome, best: FitOutcome): boolean {
  const value = ({ validation, crossValidation }: FitOutcome): number => validation ?? crossValidation ?? -1;
  if (value(next) !== value(best)) return value(next) > value(best);
  return (next.crossValidation ?? -1) > (best.crossValidation ?? -1);
}
