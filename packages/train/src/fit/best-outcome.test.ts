import { expect, test } from "vitest";
import { bestOutcome } from "./best-outcome.ts";
import type { FitOutcome } from "./fit-record.ts";

const outcome = (name: string, validation: number | null, crossValidation: number | null): FitOutcome => ({
  name,
  what: name,
  status: "finished",
  validation,
  crossValidation,
  seconds: 1,
  config: {},
});
const notTried = { ...outcome("not tried", null, null), status: "not-tried" as const, config: null };

test.each([
  ["validation decides", [outcome("a", 0.8, 0.9), outcome("b", 0.9, 0.7)], "b"],
  ["of equals there cross-validation", [outcome("a", 1, 0.8), outcome("b", 1, 0.9), outcome("c", 1, 0.85)], "b"],
  ["of equals in both the first, which is the cheaper one", [outcome("a", 1, 0.9), outcome("b", 1, 0.9)], "a"],
  ["one without cross-validation has to be better on validation", [outcome("a", 1, 0.9), outcome("b", 1, null)], "a"],
  ["without validation cross-validation alone", [outcome("a", null, 0.8), outcome("b", null, 0.9)], "b"],
  ["what was not tried, and the baseline without a config, do not count", [notTried], undefined],
])("%s", (_, outcomes, name) => {
  expect(bestOutcome(outcomes)?.name).toBe(name);
});
