/** Mean negative log-likelihood of the targets under softmax(scores / temperature). scores: [B, C]; targets: [B]. */
export function negativeLogLikelihood(
  scores: Float32Array,
  targets: ArrayLike<number>,
  labelCount: number,
  temperature: number,
): number {
  let sum = 0;
  for (let i = 0; i < targets.length; i++) {
    const row = scores.subarray(i * labelCount, (i + 1) * labelCount);
    const largest = row.reduce((a, b) => Math.max(a, b), -Infinity);
    const total = row.reduce((all, score) => all + Math.exp((score - largest) / temperature), 0);
    sum += Math.log(total) - ((row[targets[i] as number] as number) - largest) / temperature;
  }
  return sum / targets.length;
}

/**
 * The loss that a temperature is fitted by: 1/(B + 1) of each target is spread over all labels. Without it, texts that
 * are all right would ask for a temperature of 0 (Platt 1999 smooths for the same reason); of many texts it is nothing.
 */
export function smoothedLoss(
  scores: Float32Array,
  targets: ArrayLike<number>,
  labelCount: number,
  temperature: number,
): number {
  const spread = 1 / (targets.length + 1);
  let gaps = 0; // of the targets' scores above the mean score
  for (let i = 0; i < targets.length; i++) {
    const row = scores.subarray(i * labelCount, (i + 1) * labelCount);
    gaps += (row[targets[i] as number] as number) - row.reduce((sum, score) => sum + score, 0) / labelCount;
  }
  const plain = negativeLogLikelihood(scores, targets, labelCount, temperature);
  return plain + (spread * gaps) / (targets.length * temperature);
}

/**
 * The temperature with the smallest negative log-likelihood (Guo et al. 2017), smoothed, by golden-section search over
 * its logarithm, 1e-3 to 1e3: the loss has one minimum in 1/temperature. To 1e-6 of its logarithm.
 */
export function fitTemperature(scores: Float32Array, targets: ArrayLike<number>, labelCount: number): number {
  const lossAt = (logarithm: number): number => smoothedLoss(scores, targets, labelCount, Math.exp(logarithm));
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [Math.log(1e-3), Math.log(1e3)];
  let [a, b] = [high - ratio * (high - low), low + ratio * (high - low)];
  let [lossA, lossB] = [lossAt(a), lossAt(b)];
  while (high - low > 1e-6) {
    if (lossA <= lossB) {
      [high, b, lossB] = [b, a, lossA];
      a = high - ratio * (high - low);
      lossA = lossAt(a);
    } else {
      [low, a, lossA] = [a, b, lossB];
      b = low + ratio * (high - low);
      lossB = lossAt(b);
    }
  }
  return Math.exp((low + high) / 2);
}
