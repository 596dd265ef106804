import { existsSync } from "node:fs";
import { join } from "node:path";
import { IntentsmithError } from "@intentsmith/core";
import { resolveBase, Tokenizer } from "@intentsmith/model";

/**
 * Counts tokens as the config's base model would, special tokens included and cut at its maximum length. Never goes to
 * the network. @throws FILE_NOT_FOUND and others if the base is not on this machine.
 */
export async function localTokenCounter(model: {
  base: string;
  revision?: string | undefined;
  maxSequenceLength?: number | undefined;
}): Promise<(text: string) => number> {
  const { base, revision, maxSequenceLength } = model;
  const environment = { ...process.env, HF_HUB_OFFLINE: "1" };
  const folder = await resolveBase(base, { environment, ...(revision === undefined ? {} : { revision }) });
  if (!existsSync(join(folder, "tokenizer.json")) && !existsSync(join(folder, "vocab.txt"))) {
    throw new IntentsmithError("FILE_NOT_FOUND", `${folder}: no tokenizer in it`);
  }
  const tokenizer = Tokenizer.fromFiles(folder);
  return (text) => tokenizer.encode(text, maxSequenceLength ?? 512).length;
}
