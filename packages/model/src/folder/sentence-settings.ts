import { existsSync } from "node:fs";
import { join } from "node:path";
import { checkValue, IntentsmithError, readJsonFile, type Logger } from "@intentsmith/core";
import { z } from "zod";
import type { SentenceModel, SentenceSettings } from "./sentence-model.ts";

export const sentenceSettingsFile = "config_sentence_transformers.json";

const schema = z.looseObject({
  prompts: z
    .record(z.string(), z.string().nullable())
    .nullish()
    .transform((prompts): Record<string, string> =>
      Object.fromEntries(Object.entries(prompts ?? {}).map(([name, text]) => [name, text ?? ""])),
    ),
  default_prompt_name: z.string().nullish(),
  similarity_fn_name: z.string().nullish(),
  truncate_dim: z.int().nullish(),
});

export const noSettings: SentenceSettings = { prompts: {}, defaultPromptName: undefined, similarity: "cosine" };

/** @throws FILE_MALFORMED, MODEL_MALFORMED (a default prompt that is not there), MODEL_UNSUPPORTED (truncate_dim) */
export function readSentenceSettings(folder: string, logger: Logger): SentenceSettings {
  const path = join(folder, sentenceSettingsFile);
  if (!existsSync(path)) return noSettings;
  const parsed = checkValue(schema, readJsonFile(path, "the model's settings") ?? {});
  if ("fault" in parsed) throw new IntentsmithError("MODEL_MALFORMED", `${path}: ${parsed.fault.description}`);
  const { prompts, default_prompt_name: name, similarity_fn_name: similarity, truncate_dim: width } = parsed.data;
  if (typeof width === "number") {
    throw new IntentsmithError("MODEL_UNSUPPORTED", `${path}: truncate_dim is not supported`, {
      hint: "Remove truncate_dim to work with whole embeddings.",
    });
  }
  if (typeof name === "string" && !Object.hasOwn(prompts, name)) {
    throw new IntentsmithError("MODEL_MALFORMED", `${path}: default_prompt_name: "${name}" is not among the prompts`);
  }
  if (typeof similarity === "string" && similarity !== "cosine") {
    logger.warn(`${path}: similarity_fn_name is ${similarity}; labels and texts are compared by cosine here`);
  }
  return { prompts, defaultPromptName: name ?? undefined, similarity: similarity ?? "cosine" };
}

/** The text that every input gets, "" for none. */
export const promptOf = ({ prompts, defaultPromptName: name }: SentenceSettings): string =>
  name === undefined ? "" : (prompts[name] ?? "");

/** `prompt`: the name of one of the prompts, or a text. */
export function settingsWithPrompt(settings: SentenceSettings, prompt: string): SentenceSettings {
  const { prompts } = settings;
  if (prompt === "") return { ...settings, defaultPromptName: undefined };
  const isPrompt = (name: string): boolean => name === prompt || prompts[name] === prompt;
  const known = Object.keys(prompts).find(isPrompt);
  if (known !== undefined) return { ...settings, defaultPromptName: known };
  return { ...settings, prompts: { ...prompts, intent: prompt }, defaultPromptName: "intent" };
}

/**
 * The same model with this text put before every input: in training, evaluation, prediction and export. `prompt` may be the
 * name of one of its prompts; "" takes the prompt away.
 */
export function withPrompt(model: SentenceModel, prompt: string): SentenceModel {
  const settings = settingsWithPrompt(model.settings ?? noSettings, prompt);
  return { ...model, settings, tokenizer: model.tokenizer.withPrompt(promptOf(settings)) };
}

/** The file that sentence-transformers reads. */
export const sentenceSettingsJson = ({ prompts, defaultPromptName, similarity }: SentenceSettings): object => ({
  __version__: {},
  prompts,
  default_prompt_name: defaultPromptName ?? null,
  similarity_fn_name: similarity,
});
