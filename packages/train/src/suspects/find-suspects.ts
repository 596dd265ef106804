import { checkArguments, expected, IntentsmithError, silentLogger, type Logger } from "@intentsmith/core";
import { probabilities } from "@intentsmith/classifier";
import {
  judgeTokens,
  readDataset,
  rememberTokens,
  splitNames,
  textKey,
  type Dataset,
  type Example,
  type Split,
} from "@intentsmith/data";
import { bestOtherLabel, confidentLearning, fitTemperature } from "@intentsmith/eval";
import { onnxruntimeEngine, type Engine } from "@intentsmith/graph";
import { SentenceEncoder, type SentenceModel } from "@intentsmith/model";
import type { WrittenConfig } from "../config/training-config.ts";
import { CachedEmbedder } from "../fit/embedding-cache.ts";
import { embedExamples } from "../head/embed-split.ts";
import { fitHead } from "../head/fit-head.ts";
import { headConfigSchema, type HeadConfig } from "../head/head-config.ts";
import type { HeadData } from "../head/head-data.ts";
import { examplesOf, loadBase } from "../plan/training-plan.ts";

/** Beyond this many texts, comparing each with all others takes longer than a regression. */
const mostNeighbours = 20_000;

/** A text's label as a head judges it that did not see this text. */
export interface JudgedLabel {
  example: Example;
  /** The best label beside the one that was given. */
  proposed: string;
  /** Calibrated probability of the proposed label and of the given one. */
  proposedProbability: number;
  givenProbability: number;
  /** Counted as mislabelled by confident learning. */
  isLikelyWrong: boolean;
}

export interface Suspects {
  /** Every text, the least probable label first, equals in the order of the data. */
  judged: JudgedLabel[];
  /** How many are counted as mislabelled. */
  likelyWrong: number;
  /** Share of the texts whose given label the head finds by itself. */
  agreement: number;
  /** With every `auto` replaced by what was chosen. */
  head: HeadConfig;
}

export interface SuspectOptions {
  /** Default: the texts of all splits. */
  split?: Split | undefined;
  /** Default 5. */
  folds?: number | undefined;
  /** A folder in which embeddings are kept: the same texts with other labels are judged without encoding them again. */
  cache?: string | undefined;
  engine?: Engine | undefined;
  logger?: Logger | undefined;
}

/**
 * Labels that are likely wrong, by confident learning (Northcutt, Jiang & Chuang 2021): heads on the base's embeddings
 * judge the texts that they were not fitted on, in folds that keep a conversation, or equal texts, together. The head is
 * `train.head` of the config, else the nearest texts, or of many texts logistic regression; nothing is fine-tuned.
 * @throws what reading the data and loading the base throws; DATA_EMPTY for fewer than two texts.
 */
export async function findSuspects(config: WrittenConfig, options: SuspectOptions = {}): Promise<Suspects> {
  checkArguments("findSuspects", {
    config: [config, expected.object],
    options: [
      options,
      expected.options<SuspectOptions>({
        split: expected.oneOf(...splitNames),
        folds: expected.whole(2),
        cache: expected.path,
        engine: expected.object,
        logger: expected.object,
      }),
    ],
  });
  const { split, folds, cache, logger = silentLogger } = options;
  const { seed, threads } = config.train;
  const model = await loadBase(config, logger);
  const dataset = await readJudged(config, model, logger);
  const examples = split === undefined ? dataset.examples : examplesOf(dataset, split);
  if (examples.length < 2) {
    throw new IntentsmithError(
      "DATA_EMPTY",
      `${examples.length} texts in ${split ?? "all splits"}: expected two or more`,
      {
        hint: "A label is judged by the other texts; choose another split.",
      },
    );
  }
  const engine = options.engine ?? onnxruntimeEngine({ threads });
  logger.progress(`embedding ${examples.length.toLocaleString("en")} texts`);
  const data = await embed(model, dataset, examples, { engine, cache, logger });
  const type = examples.length <= mostNeighbours ? "nearest-examples" : "logistic";
  const wanted = config.train.head ?? headConfigSchema.parse({ type });
  logger.progress("judging labels by texts of other folds");
  // Regressions are slow to fit: what they leave `auto` is chosen on rows enough, then every row is judged with that
  const settled = wanted.type === "logistic" ? (await fitHead(wanted, data, { engine, seed, folds })).config : wanted;
  const { heldOut, accuracy, config: head } = await fitHead(settled, data, { engine, seed, folds, everyRow: true });
  const judged = judge(heldOut, dataset.labels, examples);
  return {
    judged,
    likelyWrong: judged.filter(({ isLikelyWrong }) => isLikelyWrong).length,
    agreement: accuracy,
    head,
  };
}

/** What training would refuse is said, and no reason not to look for wrong labels. */
async function readJudged(config: WrittenConfig, model: SentenceModel, logger: Logger): Promise<Dataset> {
  const complain = ({ message }: IntentsmithError): void => logger.warn(message);
  const read = await readDataset(config.data, { logger, complain });
  const tokenise = rememberTokens((input) => model.tokenizer.inspect(input, model.maxSequenceLength));
  return judgeTokens(read, tokenise, { logger, complain });
}

async function embed(
  model: SentenceModel,
  dataset: Dataset,
  examples: readonly Example[],
  { engine, cache, logger }: { engine: Engine; cache: string | undefined; logger: Logger },
): Promise<HeadData> {
  const encoder = new SentenceEncoder({ ...model, normalize: true }, { engine });
  const embedder = cache === undefined ? encoder : new CachedEmbedder(encoder, model, cache, logger);
  try {
    const words = await embedder.encode(dataset.labelWords);
    const data = await embedExamples(embedder, dataset, examples, { words, type: "logistic" });
    return { ...data, groups: data.groups ?? examples.map(({ text }) => textKey(text)) };
  } finally {
    await encoder.release();
  }
}

function judge(
  { scores, targets, rows }: { scores: Float32Array; targets: Int32Array; rows: Int32Array },
  labels: readonly string[],
  examples: readonly Example[],
): JudgedLabel[] {
  const C = labels.length;
  const temperature = fitTemperature(scores, targets, C);
  const shares = new Float64Array(scores.length);
  for (let i = 0; i < targets.length; i++) {
    shares.set(probabilities(scores.subarray(i * C, (i + 1) * C), temperature), i * C);
  }
  const { confidentLabel } = confidentLearning(shares, targets, C);
  const others = bestOtherLabel(shares, targets, C);
  return Array.from(rows, (row, i) => {
    const [given, other, confident] = [targets[i] as number, others[i] as number, confidentLabel[i] as number];
    const proposedProbability = shares[i * C + other] as number;
    const givenProbability = shares[i * C + given] as number;
    return {
      row,
      example: examples[row] as Example,
      proposed: labels[other] as string,
      proposedProbability,
      givenProbability,
      // As cleanlab: not where the head itself would rather have the given label
      isLikelyWrong: confident >= 0 && confident !== given && proposedProbability > givenProbability,
    };
  })
    .sort((a, b) => a.givenProbability - b.givenProbability || a.row - b.row)
    .map(({ row: _, ...judgedLabel }) => judgedLabel);
}
