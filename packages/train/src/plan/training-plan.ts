import { checkArguments, expected, IntentsmithError, type Logger } from "@intentsmith/core";
import {
  buildSequenceTable,
  createSampler,
  judgeTokens,
  labelIndices,
  readDataset,
  rememberTokens,
  tokenFindings,
  type Dataset,
  type Example,
  type Sampler,
  type SequenceTable,
  type Split,
  type Tokenise,
} from "@intentsmith/data";
import { loadModel, resolveBase, type SentenceModel, withPrompt } from "@intentsmith/model";
import type { TrainingConfig, WrittenConfig } from "../config/training-config.ts";
import { settleConfig, type Problem } from "./auto-settings.ts";
import { comparesPairs } from "../losses/create-loss.ts";

/** How much of the texts of all splits the model does not get to see. */
export interface InputCounts {
  texts: number;
  /** Texts that are cut at the longest sequence. */
  cut: number;
  /** Texts that are read without their oldest turns, as these do not fit. */
  withoutOldestTurns: number;
}

/** Data, base model and tokenised texts: what the trials of a grid can share. */
export interface TrainingInputs {
  dataset: Dataset;
  model: SentenceModel;
  trainExamples: Example[];
  table: SequenceTable;
  /** Token ids of every string of the table. */
  sequences: Int32Array[];
  inputs: InputCounts;
}

/** Everything that is settled before the first step. */
export interface TrainingPlan extends TrainingInputs {
  /** With a value for every `auto`. */
  config: TrainingConfig;
  sampler: Sampler;
  totalSteps: number;
  warmupSteps: number;
}

/**
 * Reads data and base model, tokenises every distinct string once, and counts the steps. `shared`: a plan of a config
 * with the same data and model, whose texts and weights are used again; they are not changed.
 * Settings that are `auto` get their values here (`plan.config`).
 * @throws CONFIG_INVALID for the method `auto`, DATA_EMPTY, and what reading data and base throws.
 */
export async function planTraining(
  config: WrittenConfig,
  options: { logger: Logger; shared?: TrainingInputs | undefined },
): Promise<TrainingPlan> {
  checkArguments("planTraining", {
    config: [config, expected.object],
    options: [
      options,
      expected.options<{ logger: Logger; shared?: TrainingInputs | undefined }>(
        { logger: expected.object, shared: expected.object },
        ["logger"],
      ),
    ],
  });
  const shared = options.shared ?? (await readInputs(config, options.logger));
  const { dataset, trainExamples, table } = shared;
  if (config.train.earlyStopping !== undefined && examplesOf(dataset, "validation").length === 0) {
    throw new IntentsmithError("CONFIG_INVALID", "train.earlyStopping: the data has no validation split to watch", {
      hint: "Set data.splits.validation above 0, or remove train.earlyStopping.",
    });
  }
  const samplerInputs = {
    table,
    exampleLabels: labelIndices(trainExamples, dataset.labels),
    labelCount: dataset.labels.length,
    seed: config.train.seed,
  };
  const settled = settleConfig(
    config,
    problemOf(shared),
    (written) => createSampler(written, samplerInputs).batchesPerEpoch,
  );
  const { epochs, loss, warmupRatio, warmupSteps } = settled.train;
  const sampler = createSampler(settled.train.sampler, { ...samplerInputs, pairs: comparesPairs(loss) });
  const totalSteps = sampler.batchesPerEpoch * epochs;
  return {
    ...shared,
    config: settled,
    sampler,
    totalSteps,
    warmupSteps: warmupSteps ?? Math.ceil((warmupRatio ?? 0) * totalSteps),
  };
}

/** What the rule for `auto` looks at. */
export const problemOf = ({ trainExamples, dataset, model }: TrainingInputs): Problem => ({
  rows: trainExamples.length,
  labels: dataset.labels.length,
  layers: model.config.layerCount,
});

/** @param tokenise of the model */
export function countInputs(dataset: Dataset, tokenise: Tokenise): InputCounts {
  const { truncated, shortened } = tokenFindings(dataset, tokenise);
  return { texts: dataset.examples.length, cut: truncated.length, withoutOldestTurns: shortened.length };
}

async function readInputs(config: WrittenConfig, logger: Logger): Promise<TrainingInputs> {
  const read = await readDataset(config.data, { logger, columns: config.evaluate.slices ?? [] });
  requireTrainingExamples(read);
  const model = await loadBase(config, logger);
  const tokenise = rememberTokens((input) => model.tokenizer.inspect(input, model.maxSequenceLength));
  const dataset = judgeTokens(read, tokenise, { logger });
  const trainExamples = requireTrainingExamples(dataset);
  const table = buildSequenceTable(trainExamples, dataset);
  const sequences = table.inputs.map((input) => tokenise(input).ids);
  const inputs = countInputs(dataset, tokenise);
  return { dataset, model, trainExamples, table, sequences, inputs };
}

function requireTrainingExamples(dataset: Dataset): Example[] {
  const examples = examplesOf(dataset, "train");
  if (examples.length > 0) return examples;
  throw new IntentsmithError("DATA_EMPTY", "data: no training example", { hint: "Give files with a train split." });
}

/** Loads the base model that a config names, with the config's maximum length. */
export async function loadBase(config: WrittenConfig, logger: Logger): Promise<SentenceModel> {
  const { base, revision, maxSequenceLength, prompt } = config.model;
  const folder = await resolveBase(base, { logger, ...(revision === undefined ? {} : { revision }) });
  const loaded = await loadModel(folder, { logger });
  const model = prompt === undefined ? loaded : withPrompt(loaded, prompt);
  if (maxSequenceLength === undefined) return model;
  if (maxSequenceLength > model.config.maxPositions) {
    throw new IntentsmithError(
      "CONFIG_INVALID",
      `model.maxSequenceLength: expected at most ${model.config.maxPositions} (the model's positions), received ${maxSequenceLength}`,
      { hint: "Lower it, or leave it out to keep the model's own." },
    );
  }
  return { ...model, maxSequenceLength };
}

export const examplesOf = (dataset: Dataset, split: Split): Example[] =>
  dataset.examples.filter((example) => example.split === split);
