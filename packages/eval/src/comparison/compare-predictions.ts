import { IntentsmithError } from "@intentsmith/core";
import { wilsonInterval, type Interval } from "../metrics/wilson-interval.ts";
import { mcnemarExact } from "./mcnemar.ts";
import { groupedBootstrap } from "./paired-bootstrap.ts";

/** Whether one model is better than another on the same texts, and on which of them. */
export interface Comparison {
  total: number;
  model: Proportion;
  other: Proportion;
  /** Accuracy of the model less that of the other, with the ends of its 95 % interval. */
  difference: Interval & { value: number };
  /** `better` or `worse` where the interval is on one side of 0; else `tied`: within noise. */
  verdict: "better" | "worse" | "tied";
  /** McNemar's exact test: how likely so unequal a share of `onlyModel` and `onlyOther` is between equals. */
  pValue: number;
  /** Indices of the texts that only the model gets right, in their order. */
  onlyModel: number[];
  /** Indices of the texts that only the other gets right. */
  onlyOther: number[];
  bothRight: number;
  bothWrong: number;
  /** What was drawn in the bootstrap: conversations, and texts that belong to none. */
  groupCount: number;
}

export interface Proportion {
  accuracy: number;
  correct: number;
  interval: Interval;
}

/**
 * Compares two models' predictions for the same texts. All label indices count in one order.
 *
 * @param input.targets the right label. [B]
 * @param input.model predictions of the model that is judged. [B]
 * @param input.other predictions of what it is compared with. [B]
 * @param input.groups the conversation of each text; undefined where it has none and stands alone. [B]
 * @throws DATA_EMPTY without texts; ARGUMENT_INVALID for unequal lengths.
 */
export function comparePredictions(input: {
  targets: Int32Array;
  model: Int32Array;
  other: Int32Array;
  groups?: readonly (string | undefined)[] | undefined;
  seed?: number;
}): Comparison {
  const { targets, model, other, groups, seed } = input;
  const total = targets.length;
  checkLengths(input);
  const onlyModel: number[] = [];
  const onlyOther: number[] = [];
  let bothRight = 0;
  for (const [i, target] of targets.entries()) {
    const [byModel, byOther] = [model[i] === target, other[i] === target];
    if (byModel && byOther) bothRight += 1;
    else if (byModel) onlyModel.push(i);
    else if (byOther) onlyOther.push(i);
  }
  const { sums, sizes } = sumByGroup(onlyModel, onlyOther, groups ?? Array.from(targets, () => undefined));
  const interval = groupedBootstrap(sums, sizes, seed === undefined ? {} : { seed });
  const low = Math.max(-1, interval.low);
  const high = Math.min(1, interval.high);
  return {
    total,
    model: proportion(bothRight + onlyModel.length, total),
    other: proportion(bothRight + onlyOther.length, total),
    difference: { value: (onlyModel.length - onlyOther.length) / total, low, high },
    verdict: low > 0 ? "better" : high < 0 ? "worse" : "tied",
    pValue: mcnemarExact(onlyModel.length, onlyOther.length),
    onlyModel,
    onlyOther,
    bothRight,
    bothWrong: total - bothRight - onlyModel.length - onlyOther.length,
    groupCount: sums.length,
  };
}

/** Of each group: how many more texts the model gets right than the other, and how many texts it has. */
function sumByGroup(
  onlyModel: readonly number[],
  onlyOther: readonly number[],
  groups: readonly (string | undefined)[],
): { sums: number[]; sizes: number[] } {
  const indexOf = new Map<string, number>();
  const sums: number[] = [];
  const sizes: number[] = [];
  const groupOf = groups.map((name) => {
    const known = name === undefined ? undefined : indexOf.get(name);
    const group = known ?? sums.length;
    if (known === undefined) {
      sums.push(0);
      sizes.push(0);
      if (name !== undefined) indexOf.set(name, group);
    }
    sizes[group] = (sizes[group] as number) + 1;
    return group;
  });
  const add = (row: number, value: number): void => {
    const group = groupOf[row] as number;
    sums[group] = (sums[group] as number) + value;
  };
  for (const row of onlyModel) add(row, 1);
  for (const row of onlyOther) add(row, -1);
  return { sums, sizes };
}

function proportion(correct: number, total: number): Proportion {
  return { accuracy: correct / total, correct, interval: wilsonInterval(correct, total) };
}

function checkLengths({ targets, model, other, groups }: Parameters<typeof comparePredictions>[0]): void {
  if (targets.length === 0) {
    throw new IntentsmithError("DATA_EMPTY", "nothing to compare: no text has come in", {
      hint: "Choose a split that has examples.",
    });
  }
  const lengths = [model.length, other.length, groups?.length ?? targets.length];
  if (lengths.every((length) => length === targets.length)) return;
  throw new IntentsmithError(
    "ARGUMENT_INVALID",
    `${targets.length} targets, but ${model.length} and ${other.length} predictions in ${lengths[2]} groups`,
    { hint: "Pass both models' predictions for the same texts, in the same order." },
  );
}
