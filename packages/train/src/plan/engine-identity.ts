import { onnxruntimeEngine, type Engine } from "@intentsmith/graph";

/**
 * What a checkpoint's identity says of the engine: nothing for the default one, as in checkpoints written before there
 * was a choice.
 */
export const engineIdentity = ({ name }: Engine): { engine?: string } =>
  name === onnxruntimeEngine().name ? {} : { engine: name };
