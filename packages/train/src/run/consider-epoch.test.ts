import { expect, test } from "vitest";
import type { MetricDirection } from "@intentsmith/eval";
import { considerEpoch, stillGaining } from "./consider-epoch.ts";

const best = (value: number | null, epoch = 1): { epoch: number; value: number | null } => ({ epoch, value });
const patient = (patience: number, minDelta = 0): object => ({ earlyStopping: { patience, minDelta } });

/** before: best and epochs waited; the epoch's value; rules → kept?, best epoch after, waited after, stopped? */
test.each([
  { what: "the first epoch", before: [null, 0], value: 0.5, rules: {}, after: [true, 3, 0, false] },
  { what: "a better one", before: [best(0.5), 0], value: 0.6, rules: {}, after: [true, 3, 0, false] },
  { what: "an equal one", before: [best(0.5), 0], value: 0.5, rules: {}, after: [false, 1, 1, false] },
  { what: "a worse one", before: [best(0.5), 1], value: 0.4, rules: {}, after: [false, 1, 2, false] },
  { what: "a NaN after a number", before: [best(0.5), 0], value: NaN, rules: {}, after: [false, 1, 1, false] },
  { what: "a NaN at first", before: [null, 0], value: NaN, rules: {}, after: [true, 3, 0, false] },
  { what: "a number after a NaN", before: [best(null), 0], value: 0.1, rules: {}, after: [true, 3, 0, false] },
  { what: "a NaN after a NaN", before: [best(null), 0], value: NaN, rules: {}, after: [false, 1, 1, false] },
  { what: "no validation", before: [best(null), 0], value: undefined, rules: {}, after: [true, 3, 0, false] },
  { what: "patience at its end", before: [best(0.5), 1], value: 0.5, rules: patient(2), after: [false, 1, 2, true] },
  { what: "patience not yet", before: [best(0.5), 0], value: 0.5, rules: patient(2), after: [false, 1, 1, false] },
  { what: "a gain resets it", before: [best(0.5), 1], value: 0.51, rules: patient(2), after: [true, 3, 0, false] },
  // binary fractions, so that the difference is minDelta exactly
  {
    what: "a gain of minDelta",
    before: [best(0.5), 0],
    value: 0.625,
    rules: patient(1, 0.125),
    after: [true, 3, 1, true],
  },
  {
    what: "a gain above it",
    before: [best(0.5), 0],
    value: 0.75,
    rules: patient(1, 0.125),
    after: [true, 3, 0, false],
  },
  {
    what: "nothing left to stop",
    before: [best(0.5), 9],
    value: 0,
    rules: { epochs: 3, ...patient(1) },
    after: [false, 1, 10, false],
  },
] as const)(
  "$what",
  ({ before: [bestBefore, waited], value, rules, after: [keep, bestEpoch, waitedAfter, stopped] }) => {
    const decision = considerEpoch(
      { best: bestBefore, epochsWithoutGain: waited },
      { epoch: 3, value, direction: "higher" },
      { epochs: 8, ...rules },
    );
    expect(decision.keep).toBe(keep);
    expect(decision.best?.epoch).toBe(bestEpoch);
    expect(decision.epochsWithoutGain).toBe(waitedAfter);
    expect(decision.stopped).toBe(stopped);
  },
);

test("where less is better, a lower value wins; a value that is no number is kept as null", () => {
  const rules = { epochs: 8 };
  const at = { epoch: 2, direction: "lower" } as const;
  const before = { best: best(0.5), epochsWithoutGain: 0 };
  expect(considerEpoch(before, { ...at, value: 0.4 }, rules)).toMatchObject({ keep: true, best: { value: 0.4 } });
  expect(considerEpoch(before, { ...at, value: 0.6 }, rules)).toMatchObject({ keep: false, best: { value: 0.5 } });
  const first = considerEpoch({ best: null, epochsWithoutGain: 0 }, { ...at, value: NaN }, rules);
  expect(first.best).toEqual({ epoch: 2, value: null });
});

test.each([
  {
    what: "a gain in the last epoch",
    before: 0.8,
    value: 0.81,
    epoch: 3,
    said: /still gained 0\.0100 in the last of 3 epochs/,
  },
  {
    what: "a lower loss",
    before: 0.5,
    value: 0.4,
    epoch: 3,
    direction: "lower" as const,
    said: /still gained 0\.1000/,
  },
  { what: "one epoch", before: undefined, value: 0.5, epoch: 1, epochs: 1, said: /one epoch: whether more would gain/ },
  { what: "a little", before: 0.8, value: 0.804, epoch: 3, said: undefined },
  { what: "a loss in the last epoch", before: 0.8, value: 0.7, epoch: 3, said: undefined },
  { what: "an epoch before the last", before: 0.7, value: 0.8, epoch: 2, said: undefined },
  { what: "no validation", before: undefined, value: undefined, epoch: 1, epochs: 1, said: undefined },
])("of $what a run that ends tells: $said", ({ before, value, epoch, epochs = 3, direction, said }) => {
  const told = stillGaining(
    before,
    { epoch, value, direction: (direction ?? "higher") as MetricDirection },
    { epochs },
  );
  if (said === undefined) expect(told).toBeUndefined();
  else expect(told).toMatch(said);
});
