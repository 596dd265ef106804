import { silentLogger, type Logger } from "@intentsmith/core";
import { formatDropped, type DroppedRow } from "./dropped.ts";
import { modelTurns } from "./example/context.ts";
import type { Split } from "./example/example.ts";
import { formatPlaces } from "./example/places.ts";
import type { Tokenise } from "./example/tokenise.ts";
import { refuse, type Complain } from "./filter-rows.ts";
import type { Dataset } from "./read-dataset.ts";
import { requireTraining, sameLabels, unusable } from "./resolve-labels.ts";
import { numberTexts, textsInTwoSplits } from "./text-overlap.ts";

/** What a tokenizer makes of a data set's inputs. */
export interface TokenFindings {
  /** Inputs with more tokens than the model reads: where they stand. */
  truncated: string[];
  /** Inputs that have no room for all earlier turns: where they stand. */
  shortened: string[];
  /** Inputs of which the encoder knows no token: where they stand. */
  unknown: string[];
}

export interface JudgeOptions {
  logger?: Logger;
  complain?: Complain;
  /** Of which split cut and unknown inputs are told; by default of all. */
  split?: Split;
}

/**
 * Judges a data set by what the model gets: token ids. Rows whose text has no token (zero-width or control characters)
 * are dropped from their split, so that a cut does not depend on the tokenizer. What is cut or unknown, and texts that
 * also stand in train, are told to the logger.
 * @throws by way of `complain` DATA_LABELS_UNUSABLE for labels that are one to the model, or of which nothing is left.
 */
export function judgeTokens(dataset: Dataset, tokenise: Tokenise, options: JudgeOptions = {}): Dataset {
  const { logger = silentLogger, complain = refuse, split } = options;
  const examples = dataset.examples.filter(({ text }) => tokenise(text).content !== "none");
  const dropped = dataset.examples
    .filter(({ text }) => tokenise(text).content === "none")
    .map(({ where }): DroppedRow => ({ where, reason: "no token" }));
  const judged = { ...dataset, examples, dropped: [...dataset.dropped, ...dropped] };
  if (dropped.length > 0) {
    logger.warn(formatDropped(dropped));
    requireTraining(dataset.labels, examples, complain);
  }
  requireDistinctTokens(judged, tokenise, complain);
  const told = split === undefined ? examples : examples.filter((example) => example.split === split);
  tellFindings({ ...judged, examples: told }, tokenise, logger);
  tellOverlap(judged, tokenise, logger);
  return judged;
}

/** Of the model's inputs, in the order of the examples. */
export function tokenFindings(
  { examples, context }: Pick<Dataset, "examples" | "context">,
  tokenise: Tokenise,
): TokenFindings {
  const inputs = examples.map((example) => ({
    where: example.where,
    ...tokenise(modelTurns(example, context)),
    content: tokenise(example.text).content, // a role before it says nothing of the text
  }));
  const places = (found: readonly { where: string }[]): string[] => found.map(({ where }) => where);
  return {
    truncated: places(inputs.filter(({ truncated }) => truncated)),
    shortened: places(inputs.filter(({ turnsLeftOut = 0 }) => turnsLeftOut > 0)),
    unknown: places(inputs.filter(({ content }) => content === "unknown")),
  };
}

function requireDistinctTokens(dataset: Dataset, tokenise: Tokenise, complain: Complain): void {
  const { labels, labelWords, examples } = dataset;
  const first = new Map<string, { label: string; words: string }>();
  for (const [index, label] of labels.entries()) {
    const words = labelWords[index] ?? "";
    const { ids, content, truncated } = tokenise(words);
    const other = first.get(ids.join());
    if (content === "none") {
      if (words !== "")
        complain(unusable(`label ${JSON.stringify(label)} has no token`, "Give it words: data.labelWords."));
    } else if (other === undefined) {
      first.set(ids.join(), { label, words });
    } else if (other.words !== words) {
      const cut = truncated ? `, which reads only ${ids.length} of them (model.maxSequenceLength)` : "";
      complain(sameLabels(other.label, label, `are the same tokens to the model${cut}`, examples));
    }
  }
}

function tellFindings(dataset: Dataset, tokenise: Tokenise, logger: Logger): void {
  const { examples, context } = dataset;
  const { truncated, shortened, unknown } = tokenFindings(dataset, tokenise);
  if (truncated.length > 0) {
    const longest = examples.reduce(
      (most, example) => Math.max(most, tokenise(modelTurns(example, context)).ids.length),
      0,
    );
    const texts = `${truncated.length} of ${examples.length} texts`;
    logger.warn(`${texts} have more than ${longest} tokens and are cut (first: ${formatPlaces(truncated)})`);
  }
  if (shortened.length > 0) {
    const texts = `${shortened.length} of ${examples.length} texts`;
    logger.info(`${texts} are read without their oldest turns, which do not fit (first: ${formatPlaces(shortened)})`);
  }
  if (unknown.length > 0) {
    const texts = unknown.length === 1 ? "1 text" : `${unknown.length} texts`;
    logger.warn(`the encoder knows no token of ${texts} (first: ${formatPlaces(unknown)})`);
  }
}

/** Texts of validation and test that also stand in train: measured, they look better than they are. */
function tellOverlap({ examples, splitReport }: Dataset, tokenise: Tokenise, logger: Logger): void {
  const texts = numberTexts(examples, tokenise);
  for (const split of ["validation", "test"] as const) {
    const shared = textsInTwoSplits(texts, split, "train");
    if (shared.examples === 0) continue;
    const of = examples.filter((example) => example.split === split).length;
    const spelled = shared.otherSpelling === 0 ? "" : `, ${shared.otherSpelling} of them written otherwise`;
    const where = formatPlaces(shared.first, shared.examples);
    const message = `${shared.examples} of the ${of} ${split} texts also stand in train${spelled} (first: ${where})`;
    const spellings = textsInTwoSplits(numberTexts(examples), split, "train").examples;
    // A text that two conversations or the user's own splits share is no fault of a cut.
    if (splitReport?.by !== "row" || !splitReport.cut.some((cut) => cut.split === split)) logger.info(message);
    else if (spellings === 0 || splitReport.method === "text-hash") logger.warn(message);
    else logger.warn(`${message}; data.splits.method: text-hash keeps the spellings of a text together`);
  }
}
