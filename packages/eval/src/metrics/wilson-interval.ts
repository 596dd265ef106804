import { checkArguments, expected, IntentsmithError } from "@intentsmith/core";

/** The ends of a 95 % confidence interval. */
export interface Interval {
  low: number;
  high: number;
}

/** The standard normal distribution's 97.5 % point. */
const z = 1.959963984540054;

/**
 * Wilson's score interval (95 %) of a proportion, `correct` of `total` (Wilson 1927; statsmodels' proportion_confint with
 * method = "wilson"). It stays within 0 … 1 and has a width also where all or none are correct. Of nothing, nothing is
 * known: 0 … 1. @throws ARGUMENT_INVALID unless 0 ≤ correct ≤ total.
 */
export function wilsonInterval(correct: number, total: number): Interval {
  checkArguments("wilsonInterval", { correct: [correct, expected.whole(0)], total: [total, expected.whole(0)] });
  if (!(correct >= 0 && correct <= total)) {
    throw new IntentsmithError(
      "ARGUMENT_INVALID",
      `a proportion: expected 0 ≤ correct ≤ total, received ${correct} of ${total}`,
      { hint: "Pass counts." },
    );
  }
  if (total === 0) return { low: 0, high: 1 };
  const share = correct / total;
  const centre = (share + (z * z) / (2 * total)) / (1 + (z * z) / total);
  const half = (z / (1 + (z * z) / total)) * Math.sqrt((share * (1 - share)) / total + (z * z) / (4 * total * total));
  // Exact at the ends, where rounding would leave 1e-17
  return { low: correct === 0 ? 0 : centre - half, high: correct === total ? 1 : centre + half };
}
