import { IntentsmithError } from "@intentsmith/core";
import type { EncoderConfig } from "../encoder-config.ts";
import type { SafetensorsTensor, Weights } from "../../weights/safetensors.ts";
import type { PostNormNames } from "./names.ts";
import { sharedParameters } from "./parameters.ts";

/** Every tensor that an encoder of this size needs, in the order of the computation, with its shape. */
export function weightShapes(names: PostNormNames, config: EncoderConfig): Map<string, readonly number[]> {
  const { hiddenSize: H, feedForwardSize: F } = config;
  const shapes = new Map<string, readonly number[]>();
  const linear = (name: string, outputs: number, inputs: number): void => {
    shapes.set(`${name}.weight`, [outputs, inputs]).set(`${name}.bias`, [outputs]);
  };
  const layerNorm = (name: string): void => {
    shapes.set(`${name}.weight`, [H]).set(`${name}.bias`, [H]);
  };
  const { word, position, type } = names.tables;
  shapes.set(word, [config.vocabularySize, H]);
  shapes.set(position, [config.positionOffset + config.maxPositions, H]);
  if (type !== undefined) shapes.set(type, [config.typeVocabularySize, H]);
  layerNorm(names.embeddingNorm);
  for (const { name, shape } of sharedParameters(names, config)) shapes.set(name, shape);
  for (let n = 0; n < config.layerCount; n++) {
    const layer = names.layer(n);
    for (const part of [layer.query, layer.key, layer.value, layer.attentionOutput]) linear(part, H, H);
    layerNorm(layer.attentionNorm);
    linear(layer.intermediate, F, H);
    linear(layer.output, H, F);
    layerNorm(layer.outputNorm);
  }
  return shapes;
}

/** What may be there besides, with its shape. */
function optionalShapes({ optional }: PostNormNames, { hiddenSize: H }: EncoderConfig): [string, readonly number[]][] {
  return optional.flatMap((name): [string, readonly number[]][] => [
    [`${name}.weight`, [H, H]],
    [`${name}.bias`, [H]],
  ]);
}

/** `bert.embeddings.LayerNorm.gamma` → `embeddings.LayerNorm.weight`. */
function canonicalWeightName({ modelPrefix }: PostNormNames, name: string): string {
  const own = name.startsWith(modelPrefix) ? name.slice(modelPrefix.length) : name;
  return own.replace(/\.gamma$/, ".weight").replace(/\.beta$/, ".bias");
}

/**
 * Picks the encoder's weights out of a checkpoint, under their canonical names and as float32. `ignored` lists
 * the tensors that belong to something else (a pre-training head).
 * @throws MODEL_MALFORMED naming the missing tensors, or the first whose shape does not fit the config.
 */
export function selectWeights(
  names: PostNormNames,
  tensors: ReadonlyMap<string, SafetensorsTensor>,
  config: EncoderConfig,
  where: string,
): { weights: Weights; ignored: string[] } {
  const byCanonicalName = new Map<string, { name: string; tensor: SafetensorsTensor }>();
  for (const [name, tensor] of tensors) {
    const canonical = canonicalWeightName(names, name);
    if (canonical === "embeddings.position_ids") continue; // 0, 1, 2, …: a buffer of older versions
    const twin = byCanonicalName.get(canonical);
    if (twin !== undefined) {
      throw new IntentsmithError("MODEL_MALFORMED", `${where}: ${twin.name} and ${name} are the same weight`);
    }
    byCanonicalName.set(canonical, { name, tensor });
  }
  const needed = weightShapes(names, config);
  const missing = [...needed.keys()].filter((name) => !byCanonicalName.has(name));
  if (missing.length > 0) throw missingWeights(missing, config, where);
  const weights: Weights = new Map();
  for (const [canonical, shape] of [...needed, ...optionalShapes(names, config)]) {
    const found = byCanonicalName.get(canonical);
    if (found === undefined) continue;
    byCanonicalName.delete(canonical);
    checkShape(found.name, found.tensor.shape, shape, where);
    weights.set(canonical, { shape, data: toFloat32(found.name, found.tensor, where) });
  }
  return { weights, ignored: [...byCanonicalName.values()].map(({ name }) => name) };
}

function missingWeights(missing: readonly string[], config: EncoderConfig, where: string): IntentsmithError {
  const shown = missing.slice(0, 3).join(", ") + (missing.length > 3 ? ` and ${missing.length - 3} more` : "");
  return new IntentsmithError("MODEL_MALFORMED", `${where}: missing ${shown}`, {
    hint: `config.json asks for an encoder of ${config.layerCount} layers; the weights are of another model.`,
  });
}

function checkShape(name: string, found: readonly number[], expected: readonly number[], where: string): void {
  if (found.length === expected.length && found.every((size, axis) => size === expected[axis])) return;
  throw new IntentsmithError(
    "MODEL_MALFORMED",
    `${where}: ${name}: config.json asks for shape [${expected.join(", ")}], the file has [${found.join(", ")}]`,
    { hint: "config.json and the weights belong to different models: take both from the same place." },
  );
}

function toFloat32(name: string, tensor: SafetensorsTensor, where: string): Float32Array {
  if (tensor.data instanceof Float32Array) return tensor.data;
  if (tensor.data instanceof Float64Array) return Float32Array.from(tensor.data);
  throw new IntentsmithError("MODEL_UNSUPPORTED", `${where}: ${name}: a float weight expected, found ${tensor.dtype}`, {
    hint: "Quantised checkpoints cannot be fine-tuned: use the float32 or float16 one.",
  });
}
