import type { Tokenise } from "@intentsmith/data";
import { loadTokenizer, resolveBase } from "@intentsmith/model";

/**
 * The tokenizer of the config's base model, cutting where training would. Never goes to the network.
 * @throws FILE_NOT_FOUND and others if the base is not on this machine.
 */
export async function localTokenise(model: {
  base: string;
  revision?: string | undefined;
  maxSequenceLength?: number | undefined;
  prompt?: string | undefined;
}): Promise<Tokenise> {
  const { base, revision } = model;
  const environment = { ...process.env, HF_HUB_OFFLINE: "1" };
  const folder = await resolveBase(base, { environment, ...(revision === undefined ? {} : { revision }) });
  const { tokenizer, maxSequenceLength } = loadTokenizer(folder, model.prompt);
  return (input) => tokenizer.inspect(input, model.maxSequenceLength ?? maxSequenceLength);
}
