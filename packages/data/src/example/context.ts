import { modelTurns, type ContextConfig, type Spoken } from "@intentsmith/core";

export { modelTurns, type ContextConfig, type ModelInput } from "@intentsmith/core";

/** What the model reads, as one string to read, with ` [SEP] ` between the turns. A model gets `modelTurns`. */
export function modelInput(spoken: Spoken, config?: ContextConfig): string {
  const input = modelTurns(spoken, config);
  return typeof input === "string" ? input : input.join(" [SEP] ");
}
