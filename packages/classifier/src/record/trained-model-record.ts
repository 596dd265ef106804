import { existsSync } from "node:fs";
import { join } from "node:path";
import { checkArguments, expected, IntentsmithError, parseRecord, readJsonFile } from "@intentsmith/core";
import { recordSchema, trainedModelFile, type TrainedModelRecord } from "./record-schema.ts";

export { trainedModelFile, type TrainedModelRecord } from "./record-schema.ts";

/** Reads `intentsmith.json` of a trained model. @throws FILE_NOT_FOUND, FILE_MALFORMED, MODEL_MALFORMED. */
export function readTrainedModelRecord(folder: string): TrainedModelRecord {
  checkArguments("readTrainedModelRecord", { folder: [folder, expected.path] });
  const path = join(folder, trainedModelFile);
  if (!existsSync(path)) {
    const what = existsSync(folder) ? `no ${trainedModelFile} in it, so it has no labels` : "no such folder";
    const below = modelBelow(folder);
    throw new IntentsmithError("FILE_NOT_FOUND", `${folder}: ${what}`, {
      hint:
        below === undefined
          ? "Name the model folder that `intentsmith train` printed at its end."
          : `Did you mean ${below}?`,
    });
  }
  return parseRecord(recordSchema, readJsonFile(path, "the model's record"), path, "MODEL_MALFORMED");
}

/** A run's folder has the model in `model`, and maybe its export in `onnx`. */
function modelBelow(folder: string): string | undefined {
  return ["model", "onnx"].map((name) => join(folder, name)).find((path) => existsSync(join(path, trainedModelFile)));
}
