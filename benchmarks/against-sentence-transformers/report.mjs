import { formatSpread, mean, spread } from "../shared/spread.mjs";
import { table } from "../shared/write-results.mjs";

// The report's sections, each from its part's results: side → one result a round.

/** Measured once in full, beside its accuracy: one seed, test 77.68 %, validation 78.91 %. */
const reference = { seconds: 3119, stepSeconds: 2.86, testAccuracy: 0.7768, validationAccuracy: 0.7891 };

/**
 * How many times faster ours is, one ratio a round: an epoch of theirs to a whole run of ours, and a step on the same
 * kind of batches.
 */
export function accuracyRatios({ theirs, ours, shuffled }, { pairBatchesPerEpoch }) {
  const epoch = epochSeconds(theirs, pairBatchesPerEpoch);
  return {
    ratio: spread(epoch.map((seconds, i) => seconds / ours[i].seconds)),
    ratioShuffled: spread(theirs.map((round, i) => round.stepSeconds / shuffled[i].stepSeconds)),
  };
}

const epochSeconds = (rounds, batches) => rounds.map((round) => round.trainSeconds ?? round.stepSeconds * batches);

/** @param about what `prepare` gave, and the `config` of ours; `full`: theirs ran in full. */
export function accuracySection(results, { pairBatchesPerEpoch, config, full }) {
  const { theirs, ours, shuffled } = results;
  const { ratio, ratioShuffled } = accuracyRatios(results, { pairBatchesPerEpoch });
  const epoch = epochSeconds(theirs, pairBatchesPerEpoch);
  const accuracy = mean(ours.map((round) => round.testAccuracy));
  const theirAccuracy = full ? mean(theirs.map((round) => round.testAccuracy)) : reference.testAccuracy;
  return [
    "## (a) Time to the same test accuracy",
    "",
    `Cooking half, L6. Theirs: the seed's recipe, 64 shuffled pairs a step, one epoch of ${pairBatchesPerEpoch} steps, ` +
      (full
        ? "run in full."
        : `from ${theirs[0].steps} timed steps; its accuracy is of one full run (${reference.seconds} s at ${reference.stepSeconds} s a step).`) +
      ` Ours: \`${config}\`, a whole run: reading, tokenising, compiling, training, evaluation, saving.`,
    "",
    ...table(
      ["", "seconds", "test accuracy", "validation"],
      [
        [
          "sentence-transformers, seed's recipe",
          formatSpread(spread(epoch), 0),
          percent(theirAccuracy),
          percent(full ? mean(theirs.map((r) => r.validationAccuracy)) : reference.validationAccuracy),
        ],
        [
          "intentsmith, grouped",
          formatSpread(spread(ours.map((round) => round.seconds)), 0),
          `${percent(accuracy)} (${ours.map((round) => percent(round.testAccuracy)).join(", ")})`,
          percent(mean(ours.map((round) => round.validationAccuracy))),
        ],
        ["of it in training steps", formatSpread(spread(ours.map((round) => round.stepsSeconds)), 0), "", ""],
      ],
    ),
    `**Ratio: ${formatSpread(ratio, 1)} times** (goal ≥ 30, stretch 40); mean test accuracy ${accuracy >= theirAccuracy ? "not below" : "**below**"} theirs.`,
    "",
    `What the engine alone gives, on the same kind of batches (64 shuffled pairs): ${theirs[0].stepSeconds.toFixed(2)} s a step theirs, ` +
      `${shuffled[0].stepSeconds.toFixed(2)} s ours, ratio ${formatSpread(ratioShuffled)}. The rest comes from grouping all pairs of a text in one batch.`,
    "",
  ];
}

/** @param about what `prepare` gave; texts a batch; batches before the timed ones. */
export function workSection({ theirs, ours }, { groupedBatchesPerEpoch, batchTexts, warmUp }) {
  const ratio = spread(theirs.map((round, i) => round.stepSeconds / ours[i].stepSeconds));
  const epoch = (rounds) => formatSpread(spread(rounds.map((round) => round.stepSeconds * groupedBatchesPerEpoch)), 0);
  return [
    "## (b) The same work in PyTorch",
    "",
    `The same distinct, grouped batches of ${batchTexts} texts (padded in PyTorch), ${theirs[0].steps} batches after ${warmUp}; forward, ` +
      "backward, dropout 0.1, clipping, AdamW; without tokenising.",
    "",
    ...table(
      ["", `seconds an epoch of ${groupedBatchesPerEpoch}`, "real tokens/s"],
      [
        ["PyTorch", epoch(theirs), formatSpread(spread(theirs.map((round) => round.tokensPerSecond)), 0)],
        ["intentsmith", epoch(ours), formatSpread(spread(ours.map((round) => round.tokensPerSecond)), 0)],
      ],
    ),
    `**Ratio: ${formatSpread(ratio)} times** (goal ≥ 2.5, stretch 3.5).`,
    "",
  ];
}

/** @param about what `prepare` gave; of how many passes a process gave the best. */
export function encodingSection(results, { testTexts, repeats }) {
  const ratioTo = (name) => spread(results[name].map((round, i) => round.seconds / results.ours[i].seconds));
  const rate = (name) => formatSpread(spread(results[name].map((round) => round.textsPerSecond)), 0);
  return [
    "## (c) Encoding the test split",
    "",
    `${testTexts} texts, tokenising included, the best of ${repeats} a process; the others with the better of batch sizes 32 and 64.`,
    "",
    ...table(
      ["", "texts/s", "ratio", "goal"],
      [
        ["sentence-transformers `encode`", rate("theirs"), formatSpread(ratioTo("theirs")), "≥ 1.6, stretch 2"],
        [
          "transformers.js pipeline (texts sorted by length)",
          rate("transformersJs"),
          formatSpread(ratioTo("transformersJs")),
          "≥ 2",
        ],
        [
          "transformers.js pipeline (texts as they come)",
          rate("transformersJsAsGiven"),
          formatSpread(ratioTo("transformersJsAsGiven")),
          "",
        ],
        ["intentsmith SentenceEncoder", rate("ours"), "", ""],
      ],
    ),
  ];
}

export function l12Section({ theirs, grouped, ours }, { groupedBatchesPerEpoch, pairBatchesPerEpoch }) {
  const epochs = theirs.map(
    (round, i) => (round.stepSeconds * pairBatchesPerEpoch) / (ours[i].stepSeconds * groupedBatchesPerEpoch),
  );
  const same = grouped.map((round, i) => round.stepSeconds / ours[i].stepSeconds);
  return [
    "## (d) L12, time only",
    "",
    "**Random weights of all-MiniLM-L12's sizes: no accuracy, only time, which does not depend on the weights.**",
    "",
    ...table(
      ["", "seconds a step", "steps an epoch"],
      [
        [
          "sentence-transformers, seed's recipe",
          formatSpread(spread(theirs.map((r) => r.stepSeconds))),
          pairBatchesPerEpoch,
        ],
        ["PyTorch, grouped", formatSpread(spread(grouped.map((r) => r.stepSeconds))), groupedBatchesPerEpoch],
        ["intentsmith, grouped", formatSpread(spread(ours.map((r) => r.stepSeconds))), groupedBatchesPerEpoch],
      ],
    ),
    `Ratio of an epoch of the seed's recipe to a grouped epoch of ours: ${formatSpread(spread(epochs), 1)}; same work: ${formatSpread(spread(same))}.`,
    "",
  ];
}

function percent(share) {
  return `${(100 * share).toFixed(2)} %`;
}
