import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { checkArguments, expected, IntentsmithError, type Logger, readJsonFile, silentLogger } from "@intentsmith/core";
import type { EncoderConfig } from "../architecture/encoder-config.ts";
import { architectureOf, parseEncoderConfig } from "../architecture/families/families.ts";
import { hubSourceOf } from "../hub/hub-cache.ts";
import { readFolderLayout, type FolderLayout } from "./modules.ts";
import { readWeightFiles } from "./read-weights.ts";
import type { SentenceModel } from "./sentence-model.ts";
import { promptOf, readSentenceSettings, settingsWithPrompt, type SentenceSettings } from "./sentence-settings.ts";
import { readTokenizer } from "../tokenizer/read-tokenizer.ts";
import type { Tokenizer } from "../tokenizer/tokenizer.ts";

/**
 * Loads a sentence encoder from a folder in sentence-transformers layout (of any version), or from a plain
 * transformers folder. Every tensor's shape is checked against the config.
 * @throws FILE_NOT_FOUND, FILE_MALFORMED, MODEL_MALFORMED, MODEL_UNSUPPORTED, TOKENIZER_MALFORMED
 */
export async function loadModel(folder: string, options: { logger?: Logger } = {}): Promise<SentenceModel> {
  checkArguments("loadModel", {
    folder: [folder, expected.path],
    options: [options, expected.options<{ logger?: Logger }>({ logger: expected.object })],
  });
  const { logger = silentLogger } = options;
  const { transformerFolder, pooling, normalize } = readLayout(folder, logger);
  const { config, configJson } = readConfig(transformerFolder);
  const settings = readSentenceSettings(folder, logger);
  const { tokenizer, maxSequenceLength } = withLongest(transformerFolder, config, settings, logger);
  if (tokenizer.vocabularySize > config.vocabularySize) {
    throw new IntentsmithError(
      "MODEL_MALFORMED",
      `${transformerFolder}: the tokenizer has ${tokenizer.vocabularySize} tokens, config.json says vocab_size ${config.vocabularySize}`,
      { hint: "The tokenizer and the weights belong to different models." },
    );
  }
  const { tensors, where } = readWeightFiles(transformerFolder);
  const { weights, ignored } = architectureOf(config).selectWeights(tensors, config, where);
  if (ignored.length > 0) {
    logger.warn(`${where}: ${ignored.length} tensors are no part of the encoder, left out: ${ignored.join(", ")}`);
  }
  const source = hubSourceOf(folder) ?? folder;
  return { config, weights, tokenizer, pooling, normalize, maxSequenceLength, settings, source, configJson };
}

/** A model's tokenizer, and where it cuts: special tokens included. */
export interface LoadedTokenizer {
  tokenizer: Tokenizer;
  maxSequenceLength: number;
}

/** The tokenizer of a model folder alone, without its weights; `prompt` instead of its own. @throws as `loadModel` */
export function loadTokenizer(folder: string, prompt?: string): LoadedTokenizer {
  checkArguments("loadTokenizer", { folder: [folder, expected.path] });
  const { transformerFolder } = readLayout(folder, silentLogger);
  const settings = readSentenceSettings(folder, silentLogger);
  const chosen = prompt === undefined ? settings : settingsWithPrompt(settings, prompt);
  return withLongest(transformerFolder, readConfig(transformerFolder).config, chosen, silentLogger);
}

function withLongest(
  folder: string,
  config: EncoderConfig,
  settings: SentenceSettings,
  logger: Logger,
): LoadedTokenizer {
  const tokenizer = readTokenizer(folder).withPrompt(promptOf(settings));
  return { tokenizer, maxSequenceLength: readMaxSequenceLength(folder, tokenizer, config, logger) };
}

function readLayout(folder: string, logger: Logger): FolderLayout {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new IntentsmithError("FILE_NOT_FOUND", `${folder}: no such model folder`, {
      hint: "Name a folder in sentence-transformers layout: config.json, model.safetensors, tokenizer.json, ….",
    });
  }
  return readFolderLayout(folder, (path) => readConfig(path).config.hiddenSize, logger);
}

function readConfig(folder: string): { config: EncoderConfig; configJson: Record<string, unknown> } {
  const path = join(folder, "config.json");
  const json = readJsonFile(path, "the model's config");
  return { config: parseEncoderConfig(json, path), configJson: json as Record<string, unknown> };
}

/**
 * `sentence_bert_config.json` says it in the layout of versions up to 5, `tokenizer_config.json` in that of 6; never
 * more than the position embedding has rows.
 */
function readMaxSequenceLength(folder: string, tokenizer: Tokenizer, config: EncoderConfig, logger: Logger): number {
  const path = join(folder, "sentence_bert_config.json");
  const settings = (existsSync(path) ? readJsonFile(path, "the encoder's settings") : {}) as Record<
    string,
    unknown
  > | null;
  if (settings?.["do_lower_case"] === true && !tokenizer.lowercases) {
    throw new IntentsmithError("MODEL_UNSUPPORTED", `${path}: do_lower_case: true with a tokenizer that keeps case`);
  }
  const length = settings?.["max_seq_length"] ?? tokenizer.modelMaxLength ?? config.maxPositions;
  if (typeof length !== "number" || !(length >= 3)) {
    throw new IntentsmithError(
      "MODEL_MALFORMED",
      `${path}: max_seq_length: a number of at least 3 expected, found ${JSON.stringify(length)}`,
    );
  }
  if (length > config.maxPositions && settings?.["max_seq_length"] !== undefined) {
    logger.warn(`${path}: max_seq_length ${length} is more than the ${config.maxPositions} positions of the model`);
  }
  return Math.min(Math.floor(length), config.maxPositions);
}
