import { IntentsmithError } from "@intentsmith/core";

/** A score below which the classifier abstains, and what it does to the examples it was chosen on. */
export interface AbstainThreshold {
  /** Accept a prediction whose score is at least this. */
  threshold: number;
  /** Accuracy of the accepted predictions. */
  accuracy: number;
  /** Accepted / all. */
  coverage: number;
  accepted: number;
  total: number;
}

/**
 * The smallest threshold at which the accepted predictions reach `wantedAccuracy` (0 … 1), so the one with the most
 * coverage; undefined if no threshold does. scores, predicted, targets: [B], of validation examples, never of test.
 * @throws DATA_EMPTY without examples; ARGUMENT_INVALID for unequal lengths or an accuracy outside 0 … 1.
 */
export function chooseThreshold(input: {
  scores: Float32Array | Float64Array;
  predicted: Int32Array;
  targets: Int32Array;
  wantedAccuracy: number;
}): AbstainThreshold | undefined {
  const { scores, predicted, targets, wantedAccuracy } = input;
  const total = scores.length;
  checkInput(input);
  const order = Uint32Array.from({ length: total }, (_, i) => i);
  order.sort((a, b) => (scores[b] as number) - (scores[a] as number));
  let correct = 0;
  let best: AbstainThreshold | undefined;
  for (let i = 0; i < total; i++) {
    const row = order[i] as number;
    const threshold = scores[row] as number;
    correct += Number(predicted[row] === targets[row]);
    const accepted = i + 1;
    const endsTie = accepted === total || scores[order[accepted] as number] !== threshold;
    if (endsTie && correct / accepted >= wantedAccuracy) {
      best = { threshold, accuracy: correct / accepted, coverage: accepted / total, accepted, total };
    }
  }
  return best;
}

function checkInput({ scores, predicted, targets, wantedAccuracy }: Parameters<typeof chooseThreshold>[0]): void {
  if (scores.length === 0) {
    throw new IntentsmithError("DATA_EMPTY", "no validation example to choose a threshold on", {
      hint: "Choose a split that has examples.",
    });
  }
  if (predicted.length !== scores.length || targets.length !== scores.length) {
    throw new IntentsmithError(
      "ARGUMENT_INVALID",
      `${scores.length} scores, ${predicted.length} predictions, ${targets.length} targets: expected equal counts`,
      { hint: "Pass one of each an example." },
    );
  }
  if (!(wantedAccuracy >= 0 && wantedAccuracy <= 1)) {
    throw new IntentsmithError("ARGUMENT_INVALID", `wantedAccuracy: expected 0 to 1, received ${wantedAccuracy}`, {
      hint: "Pass a fraction, 0.95 for 95 %.",
    });
  }
}
