/** "step 37/100  1 min 12 s left  epoch 1/2  loss 12.3  1,850 tokens/s": what is wanted most is cut off last. */
export class ProgressLine {
  readonly #totalSteps: number;
  readonly #epochs: number;
  #seconds = 0;
  #tokens = 0;
  #steps = 0;

  constructor(totalSteps: number, epochs: number) {
    this.#totalSteps = totalSteps;
    this.#epochs = epochs;
  }

  /** Seconds left are counted from this process's own steps; the first (compiling) step is left out. */
  update(now: { step: number; epoch: number; loss: number; seconds: number; tokenCount: number }): string {
    if (this.#steps > 0) {
      this.#seconds += now.seconds;
      this.#tokens += now.tokenCount;
    }
    this.#steps += 1;
    const measured = this.#seconds > 0;
    const left = (this.#seconds / (this.#steps - 1)) * (this.#totalSteps - now.step);
    return [
      `step ${now.step}/${this.#totalSteps}`,
      ...(measured ? [`${formatDuration(left)} left`] : []),
      `epoch ${now.epoch + 1}/${this.#epochs}`,
      `loss ${now.loss.toFixed(3)}`,
      ...(measured ? [`${Math.round(this.#tokens / this.#seconds).toLocaleString("en")} tokens/s`] : []),
    ].join("  ");
  }
}

/** "1 h 2 min", "3 min 4 s", "5 s". */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole >= 3600) return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
  if (whole >= 60) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${whole} s`;
}
