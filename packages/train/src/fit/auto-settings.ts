/** What a rule for settings looks at. */
export interface Problem {
  /** Training texts. */
  rows: number;
  /** C */
  labels: number;
  /** Of the base encoder. */
  layers: number;
}

export interface FineTuning {
  batchTexts: number;
  epochs: number;
  learningRate: number;
  warmupRatio: number;
  loss: { type: "label-softmax"; scale: number };
}

/** Steps that a small data set still needs. */
const leastSteps = 250;

/**
 * Settings of a fine-tuning that are near the best without a search; docs/decisions has the measurements. Few texts get
 * more epochs, so that there are steps enough; a shallow encoder bears a higher learning rate.
 */
export function fineTuningFor({ rows, layers }: Problem): FineTuning {
  const batchTexts = rows >= 640 ? 32 : 16;
  const stepsAnEpoch = Math.ceil(rows / batchTexts);
  return {
    batchTexts,
    epochs: Math.min(12, Math.max(2, Math.ceil(leastSteps / stepsAnEpoch))),
    learningRate: layers <= 3 ? 5e-4 : 3e-4,
    warmupRatio: 0.1,
    loss: { type: "label-softmax", scale: 20 },
  };
}
