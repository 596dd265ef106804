import { formatSpread, mean, spread } from "../shared/spread.mjs";
import { table } from "../shared/write-results.mjs";

/**
 * The report's lines.
 *
 * @param runs one a number of frozen layers, the first with none: {layers, rounds: what `wholeRun` returned, one a seed}.
 * @param train the config's `train`, as it was run.
 */
export function report({ runs, seeds, threads, path, baseName, layerCount, train }) {
  const none = runs[0].rounds;
  const over = (rounds, value) => spread(rounds.map(value));
  const seconds = (rounds, value) => formatSpread(over(rounds, value), 1);
  const ratio = (rounds, value) => formatSpread(over(rounds, (round, i) => value(round) / value(none[i])));
  const whole = (round) => round.seconds;
  const epochs = train.epochs === 1 ? "1 epoch" : `${train.epochs} epochs`;
  return [
    `\`${path}\`, base ${baseName} (${layerCount} layers), ${epochs} of learning rate ${train.learningRate} for all, ${threads} threads. ` +
      `A round is a seed (${seeds.join(", ")}): each number of frozen layers in turn, in fresh processes, every second round in ` +
      "reverse. Median (minimum–maximum) over the rounds; a ratio is of one round, to the run without frozen layers.",
    "",
    "## Time",
    "",
    ...table(
      [
        "frozen layers",
        "training, s",
        "of it before the first step",
        "tokens/s",
        "whole process, s",
        "ratio, training",
        "ratio, whole process",
        "peak memory",
      ],
      runs.map(({ layers, rounds }) => [
        layers,
        seconds(rounds, trainingSeconds),
        seconds(rounds, (round) => round.preparingSeconds),
        formatSpread(
          over(rounds, (round) => round.tokens / trainingSeconds(round)),
          0,
        ),
        seconds(rounds, whole),
        ratio(rounds, trainingSeconds),
        ratio(rounds, whole),
        `${(over(rounds, (round) => round.peakMemoryBytes).median / 2 ** 30).toFixed(2)} GiB`,
      ]),
    ),
    "Training: from the tokenised texts to the last step, without evaluation and saving. Before the first step the frozen layers " +
      "run once over all distinct texts, however many epochs follow. Tokens/s: tokens of all steps over all of training. The " +
      "whole process: from its start to the evaluated and saved model.",
    "",
    "## Accuracy",
    "",
    ...table(
      [
        "frozen layers",
        "validation",
        "test",
        ...seeds.map((seed) => `seed ${seed}: validation, test`),
        "test, to none",
      ],
      runs.map(({ layers, rounds }) => [
        layers,
        percent(mean(rounds.map((round) => round.validationAccuracy))),
        percent(mean(rounds.map((round) => round.testAccuracy))),
        ...rounds.map((round) => `${percent(round.validationAccuracy)}, ${percent(round.testAccuracy)}`),
        layers === 0 ? "" : points(rounds.map((round, i) => round.testAccuracy - none[i].testAccuracy)),
      ]),
    ),
    "Mean over the seeds, then each seed; the last column is the mean difference on test (minimum–maximum over the seeds), in points.",
    "",
  ];
}

const trainingSeconds = ({ preparingSeconds, stepsSeconds }) => preparingSeconds + stepsSeconds;

const percent = (share) => `${(100 * share).toFixed(2)} %`;

/** "−1.20 (−1.50 to −0.90)" */
function points(differences) {
  const { min, max } = spread(differences);
  const signed = (share) => `${share < 0 ? "−" : "+"}${Math.abs(100 * share).toFixed(2)}`;
  return `${signed(mean(differences))} (${signed(min)} to ${signed(max)})`;
}
