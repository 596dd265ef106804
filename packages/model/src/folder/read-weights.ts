import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { IntentsmithError, readJsonFile } from "@intentsmith/core";
import { z } from "zod";
import { readSafetensors, type SafetensorsTensor } from "../weights/safetensors.ts";

const indexFile = "model.safetensors.index.json";
const indexSchema = z.looseObject({ weight_map: z.record(z.string(), z.string()) });

/**
 * The tensors of a model folder, by name: `model.safetensors`, or the files that `model.safetensors.index.json` lists.
 * `where` names what was read. Pickles are not read: loading one runs whatever code is in it.
 * @throws FILE_NOT_FOUND; MODEL_UNSUPPORTED for other formats, with the line of Python that converts; MODEL_MALFORMED.
 */
export function readWeightFiles(folder: string): { tensors: ReadonlyMap<string, SafetensorsTensor>; where: string } {
  const path = join(folder, "model.safetensors");
  if (existsSync(path)) return { tensors: readSafetensors(path).tensors, where: path };
  const index = join(folder, indexFile);
  if (existsSync(index)) return { tensors: readShards(folder, index), where: index };
  for (const file of ["pytorch_model.bin", "pytorch_model.bin.index.json", "tf_model.h5", "flax_model.msgpack"]) {
    if (!existsSync(join(folder, file))) continue;
    throw new IntentsmithError("MODEL_UNSUPPORTED", `${folder}: model.safetensors expected, found only ${file}`, {
      hint: `Convert it once: python -c "from transformers import AutoModel; AutoModel.from_pretrained('${folder}').save_pretrained('${folder}')"`,
    });
  }
  throw new IntentsmithError("FILE_NOT_FOUND", `${resolve(path)}: cannot read the weights: no such file`);
}

function readShards(folder: string, index: string): ReadonlyMap<string, SafetensorsTensor> {
  const parsed = indexSchema.safeParse(readJsonFile(index, "the list of weight files"));
  const files = new Set(Object.values(parsed.data?.weight_map ?? {}));
  if (files.size === 0 || [...files].some((file) => basename(file) !== file || file.includes("\\"))) {
    throw new IntentsmithError("MODEL_MALFORMED", `${index}: weight_map: names of files beside it expected`);
  }
  const tensors = new Map<string, SafetensorsTensor>();
  for (const file of files) {
    for (const [name, tensor] of readSafetensors(join(folder, file)).tensors) tensors.set(name, tensor);
  }
  const missing = Object.entries(parsed.data?.weight_map ?? {}).find(([name]) => !tensors.has(name));
  if (missing === undefined) return tensors;
  const [name, file] = missing;
  throw new IntentsmithError("MODEL_MALFORMED", `${index}: ${name} is said to be in ${file}, but it is not`, {
    hint: "The files belong to different models, or one is incomplete: fetch them again.",
  });
}
