import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { checkArguments, expected, IntentsmithError, type Logger, readJsonFile, silentLogger } from "@intentsmith/core";
import type { EncoderConfig } from "../architecture/encoder-config.ts";
import { architectureOf, parseEncoderConfig } from "../architecture/families/families.ts";
import { hubSourceOf } from "../hub/hub-cache.ts";
import { readFolderLayout, type FolderLayout } from "./modules.ts";
import { readSafetensors } from "../weights/safetensors.ts";
import type { SentenceModel } from "./sentence-model.ts";
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
  const { tokenizer, maxSequenceLength } = withLongest(transformerFolder, config, logger);
  if (tokenizer.vocabularySize > config.vocabularySize) {
    throw new IntentsmithError(
      "MODEL_MALFORMED",
      `${transformerFolder}: the tokenizer has ${tokenizer.vocabularySize} tokens, config.json says vocab_size ${config.vocabularySize}`,
      { hint: "The tokenizer and the weights belong to different models." },
    );
  }
  warnAboutPrompts(folder, logger);
  const weightsPath = findWeights(transformerFolder);
  const { weights, ignored } = architectureOf(config).selectWeights(
    readSafetensors(weightsPath).tensors,
    config,
    weightsPath,
  );
  if (ignored.length > 0) {
    logger.warn(
      `${weightsPath}: ${ignored.length} tensors are no part of the encoder, left out: ${ignored.join(", ")}`,
    );
  }
  const source = hubSourceOf(folder) ?? folder;
  return { config, weights, tokenizer, pooling, normalize, maxSequenceLength, source, configJson };
}

/** A model's tokenizer, and where it cuts: special tokens included. */
export interface LoadedTokenizer {
  tokenizer: Tokenizer;
  maxSequenceLength: number;
}

/** The tokenizer of a model folder alone, without its weights. @throws as `loadModel` */
export function loadTokenizer(folder: string): LoadedTokenizer {
  checkArguments("loadTokenizer", { folder: [folder, expected.path] });
  const { transformerFolder } = readLayout(folder, silentLogger);
  return withLongest(transformerFolder, readConfig(transformerFolder).config, silentLogger);
}

function withLongest(folder: string, config: EncoderConfig, logger: Logger): LoadedTokenizer {
  const tokenizer = readTokenizer(folder);
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

function findWeights(folder: string): string {
  const path = join(folder, "model.safetensors");
  if (existsSync(path)) return path;
  const otherForms: [file: string, hint: string][] = [
    ["pytorch_model.bin", "It is a Python pickle: load it once with transformers and save it with safetensors."],
    ["model.safetensors.index.json", "The weights are cut into several files: save them as one."],
    ["tf_model.h5", "Only safetensors are read: convert the model with transformers."],
  ];
  for (const [file, hint] of otherForms) {
    if (existsSync(join(folder, file))) {
      throw new IntentsmithError("MODEL_UNSUPPORTED", `${folder}: model.safetensors expected, found only ${file}`, {
        hint,
      });
    }
  }
  throw new IntentsmithError("FILE_NOT_FOUND", `${resolve(path)}: cannot read the weights: no such file`);
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

function warnAboutPrompts(folder: string, logger: Logger): void {
  const path = join(folder, "config_sentence_transformers.json");
  const settings = (existsSync(path) ? readJsonFile(path, "the model's settings") : {}) as Record<
    string,
    unknown
  > | null;
  const prompt = settings?.["default_prompt_name"];
  if (typeof prompt === "string") {
    logger.warn(`${path}: the default prompt "${prompt}" is not put before texts here, and saved models have none`);
  }
  if (settings?.["truncate_dim"] !== undefined && settings["truncate_dim"] !== null) {
    throw new IntentsmithError("MODEL_UNSUPPORTED", `${path}: truncate_dim is not supported`, {
      hint: "Remove truncate_dim to work with whole embeddings.",
    });
  }
}
