import { IntentsmithError } from "@intentsmith/core";
import type { BertConfig } from "./bert/bert-config.ts";
import type { SafetensorsTensor, WeightTensor } from "./safetensors.ts";

/** Weights by their name in transformers' BertModel: no `bert.` prefix, `weight` and `bias` (never gamma, beta). */
export type Weights = Map<string, WeightTensor>;

/** Every tensor that a BERT encoder of this size needs, in the order of the computation, with its shape. */
export function encoderWeightShapes(config: BertConfig): Map<string, readonly number[]> {
  const { hiddenSize: H, feedForwardSize: F } = config;
  const shapes = new Map<string, readonly number[]>();
  const linear = (name: string, outputs: number, inputs: number): void => {
    shapes.set(`${name}.weight`, [outputs, inputs]).set(`${name}.bias`, [outputs]);
  };
  const layerNorm = (name: string): void => {
    shapes.set(`${name}.weight`, [H]).set(`${name}.bias`, [H]);
  };
  shapes.set("embeddings.word_embeddings.weight", [config.vocabularySize, H]);
  shapes.set("embeddings.position_embeddings.weight", [config.maxPositions, H]);
  shapes.set("embeddings.token_type_embeddings.weight", [config.typeVocabularySize, H]);
  layerNorm("embeddings.LayerNorm");
  for (let n = 0; n < config.layerCount; n++) {
    const layer = `encoder.layer.${n}`;
    for (const part of ["query", "key", "value"]) linear(`${layer}.attention.self.${part}`, H, H);
    linear(`${layer}.attention.output.dense`, H, H);
    layerNorm(`${layer}.attention.output.LayerNorm`);
    linear(`${layer}.intermediate.dense`, F, H);
    linear(`${layer}.output.dense`, H, F);
    layerNorm(`${layer}.output.LayerNorm`);
  }
  return shapes;
}

/** The pooler is in most checkpoints, but no pooling of sentence embeddings uses it: kept if present. */
function poolerWeightShapes(config: BertConfig): Map<string, readonly number[]> {
  const { hiddenSize: H } = config;
  return new Map([
    ["pooler.dense.weight", [H, H]],
    ["pooler.dense.bias", [H]],
  ]);
}

/** `bert.embeddings.LayerNorm.gamma` → `embeddings.LayerNorm.weight`. */
export function canonicalWeightName(name: string): string {
  return name
    .replace(/^bert\./, "")
    .replace(/\.gamma$/, ".weight")
    .replace(/\.beta$/, ".bias");
}

/**
 * Picks a BERT encoder's weights out of a checkpoint, under their canonical names and as float32. `ignored` lists
 * the tensors that belong to something else (a pre-training head).
 * @throws MODEL_MALFORMED naming the missing tensors, or the first whose shape does not fit the config.
 */
export function selectWeights(
  tensors: ReadonlyMap<string, SafetensorsTensor>,
  config: BertConfig,
  where: string,
): { weights: Weights; ignored: string[] } {
  const byCanonicalName = new Map<string, { name: string; tensor: SafetensorsTensor }>();
  for (const [name, tensor] of tensors) {
    const canonical = canonicalWeightName(name);
    if (canonical === "embeddings.position_ids") continue; // 0, 1, 2, …: a buffer of older versions
    const twin = byCanonicalName.get(canonical);
    if (twin !== undefined) {
      throw new IntentsmithError("MODEL_MALFORMED", `${where}: ${twin.name} and ${name} are the same weight`);
    }
    byCanonicalName.set(canonical, { name, tensor });
  }
  const needed = encoderWeightShapes(config);
  const missing = [...needed.keys()].filter((name) => !byCanonicalName.has(name));
  if (missing.length > 0) throw missingWeights(missing, config, where);
  const weights: Weights = new Map();
  for (const [canonical, shape] of [...needed, ...poolerWeightShapes(config)]) {
    const found = byCanonicalName.get(canonical);
    if (found === undefined) continue;
    byCanonicalName.delete(canonical);
    checkShape(found.name, found.tensor.shape, shape, where);
    weights.set(canonical, { shape, data: toFloat32(found.name, found.tensor, where) });
  }
  return { weights, ignored: [...byCanonicalName.values()].map(({ name }) => name) };
}

function missingWeights(missing: readonly string[], config: BertConfig, where: string): IntentsmithError {
  const shown = missing.slice(0, 3).join(", ") + (missing.length > 3 ? ` and ${missing.length - 3} more` : "");
  return new IntentsmithError("MODEL_MALFORMED", `${where}: missing ${shown}`, {
    hint: `config.json asks for a BERT encoder of ${config.layerCount} layers; the weights are of another model.`,
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
