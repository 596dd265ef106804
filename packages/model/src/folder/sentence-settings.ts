import { existsSync } from "node:fs";
import { join } from "node:path";
import { checkValue, IntentsmithError, readJsonFile, type Logger } from "@intentsmith/core";
import { z } from "zod";

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

/** What `config_sentence_transformers.json` says of a model's use. */
export interface SentenceSettings {
  /** Name → text that is put before an input, such as "query: " for the e5 models. */
  prompts: Readonly<Record<string, string>>;
  /** The prompt that every text gets. */
  defaultPromptName: string | undefined;
  similarity: string;
}

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

/** The file that sentence-transformers reads. */
export const sentenceSettingsJson = ({ prompts, defaultPromptName, similarity }: SentenceSettings): object => ({
  __version__: {},
  prompts,
  default_prompt_name: defaultPromptName ?? null,
  similarity_fn_name: similarity,
});
