import type { SentenceModel } from "./sentence-model.ts";
import { noSettings, promptOf, settingsWithPrompt } from "./sentence-settings.ts";

/**
 * The same model with this text put before every input: in training, evaluation, prediction and export. `prompt` may be the
 * name of one of its prompts; "" takes the prompt away.
 */
export function withPrompt(model: SentenceModel, prompt: string): SentenceModel {
  const settings = settingsWithPrompt(model.settings ?? noSettings, prompt);
  return { ...model, settings, tokenizer: model.tokenizer.withPrompt(promptOf(settings)) };
}
