import { mkdirSync } from "node:fs";
import { dirname, isAbsolute, join, normalize } from "node:path";
import { checkArguments, expected, IntentsmithError, writeAndSync, writeDirectoryAtomic } from "@intentsmith/core";
import { architectureOf } from "../architecture/families/families.ts";
import { encodeSafetensors } from "../weights/safetensors.ts";
import { modesOf, poolingModes, type Pooling } from "../architecture/layout.ts";
import { legacyFlags } from "./modules.ts";
import type { SentenceModel } from "./sentence-model.ts";
import { noSettings, sentenceSettingsJson } from "./sentence-settings.ts";

export interface SaveModelOptions {
  /** Element type of the weights on disk; both load into float32. Default F32. */
  dtype?: "F32" | "F16";
  /** Further files, path inside the folder → content: the model card, intentsmith.json, a head's numbers. */
  extraFiles?: Readonly<Record<string, string | Uint8Array>>;
  /** Whether a folder that exists is replaced. */
  replace?: boolean;
}

/**
 * Saves a model as a folder that Python's `SentenceTransformer(path)` loads, old versions and 6.x alike: whole, or
 * not at all. Same model, same bytes.
 * @throws OUTPUT_EXISTS, WRITE_FAILED, ARGUMENT_INVALID (an extra file that would replace one of the model's).
 */
export async function saveModel(folder: string, model: SentenceModel, options: SaveModelOptions = {}): Promise<void> {
  checkArguments("saveModel", {
    folder: [folder, expected.path],
    model: [model, expected.object],
    options: [
      options,
      expected.options<SaveModelOptions>({
        dtype: expected.oneOf("F32", "F16"),
        extraFiles: expected.object,
        replace: expected.flag,
      }),
    ],
  });
  const { replace = false, ...rest } = options;
  await writeDirectoryAtomic(folder, (temporary) => writeModelFiles(temporary, model, rest), { replace });
}

/** Writes the files of `saveModel` into a folder that the caller makes appear atomically. */
export function writeModelFiles(
  folder: string,
  model: SentenceModel,
  options: Omit<SaveModelOptions, "replace"> = {},
): void {
  const { dtype = "F32", extraFiles = {} } = options;
  const files: Record<string, string | Uint8Array> = {
    ...sentenceTransformersFiles(model),
    "model.safetensors": encodeSafetensors(model.weights, { dtype }, join(folder, "model.safetensors")),
  };
  for (const [path, content] of Object.entries(extraFiles)) {
    const name = normalize(path);
    if (Object.hasOwn(files, name) || isAbsolute(name) || name.startsWith("..")) {
      throw new IntentsmithError("ARGUMENT_INVALID", `extra file ${path}: its place is taken or outside the folder`);
    }
    files[name] = content;
  }
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeAndSync(path, content);
  }
}

/** Everything of the folder but the weights: path inside it → content. */
export function sentenceTransformersFiles(model: SentenceModel): Record<string, string> {
  const { config, configJson, tokenizer, pooling, normalize: normalizes, maxSequenceLength } = model;
  // The module names of versions 2 to 5: 6.x still maps them, older ones do not know the names of 6.x.
  const modules = [
    ["", "Transformer"],
    ["1_Pooling", "Pooling"],
    ...(normalizes ? [["2_Normalize", "Normalize"]] : []),
  ].map(([path, name], idx) => ({ idx, name: String(idx), path, type: `sentence_transformers.models.${name}` }));
  const architecture = architectureOf(config);
  return {
    ...tokenizer.files(maxSequenceLength, architecture.tokenizerClass),
    "config.json": prettyJson(architecture.configJson(config, configJson)),
    "modules.json": prettyJson(modules),
    "sentence_bert_config.json": prettyJson({ max_seq_length: maxSequenceLength, do_lower_case: false }),
    "1_Pooling/config.json": prettyJson({
      word_embedding_dimension: config.hiddenSize,
      ...poolingFlags(pooling),
    }),
    "config_sentence_transformers.json": prettyJson(sentenceSettingsJson(model.settings ?? noSettings)),
  };
}

/** The four flags that every version knows and those of the later ones that are set; modes in another order need version 6. */
function poolingFlags(pooling: Pooling): Record<string, unknown> {
  const modes = modesOf(pooling);
  const flags = Object.entries(legacyFlags).map(([flag, mode]): [string, boolean] => [flag, modes.includes(mode)]);
  const inOrder = poolingModes.filter((mode) => modes.includes(mode));
  if (String(inOrder) !== String(modes)) return { pooling_mode: modes };
  return Object.fromEntries(flags.filter(([, isSet], place) => place < 4 || isSet));
}

function prettyJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
