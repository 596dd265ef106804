import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";

/** What a sentence encoder needs; in this order, so that a snapshot with weights has everything. */
const neededFiles = [
  "modules.json",
  "config.json",
  "config_sentence_transformers.json",
  "sentence_bert_config.json",
  "tokenizer_config.json",
  "special_tokens_map.json",
  "vocab.txt",
  "tokenizer.json",
  "model.safetensors.index.json",
  "model.safetensors",
];
const shardPattern = /^model-\d{5}-of-\d{5}\.safetensors$/;

/** The place of a file in the order of fetching: parts of the weights come last. */
export function neededOrder(path: string): number {
  const index = neededFiles.indexOf(basename(path));
  return index === -1 ? neededFiles.length : index;
}

/** One file, or all parts of the weights: `model-00001-of-00003.safetensors`, …. */
export function hasWholeWeights(folder: string): boolean {
  if (existsSync(join(folder, "model.safetensors"))) return true;
  const parts = readdirSync(folder).filter((name) => shardPattern.test(name));
  return parts.length > 0 && parts.length === Number(parts[0]?.slice("model-00001-of-".length, -".safetensors".length));
}

/** Whether a file of a repository belongs to its encoder. */
export function isNeeded(path: string): boolean {
  const parts = path.split("/");
  const inModule = parts.length === 2 && /^\d+_\w+$/.test(parts[0] ?? "");
  const name = parts.at(-1) ?? "";
  return (parts.length === 1 || inModule) && (neededFiles.includes(name) || shardPattern.test(name));
}
