import { createHash } from "node:crypto";
import { createReadStream, existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { IntentsmithError, parseRecord, readJsonFile } from "@intentsmith/core";
import { bundleModelFile } from "@intentsmith/model/onnx";
import { readTrainedModelRecord, type TrainedModelRecord } from "../record/trained-model-record.ts";
import { manifestFile, manifestSchema, type BundleFile, type Manifest } from "./manifest.ts";

/** The card is for people: it may be edited. */
const notChecked = new Set(["README.md"]);

/** Whether `export` wrote this folder. */
export function isExportedFolder(folder: string): boolean {
  return existsSync(join(folder, bundleModelFile));
}

/** Reads `manifest.json`. @throws FILE_NOT_FOUND, FILE_MALFORMED, MODEL_MALFORMED. */
export function readManifest(folder: string): Manifest {
  const path = join(folder, manifestFile);
  if (!existsSync(path)) {
    throw new IntentsmithError("FILE_NOT_FOUND", `${path}: an exported folder has one, this one does not`, {
      hint: "Copy the whole folder that `intentsmith export` wrote.",
    });
  }
  return parseRecord(manifestSchema, readJsonFile(path, "the folder's manifest"), path, "MODEL_MALFORMED");
}

/**
 * Reads an exported folder's record and manifest and checks that they and the files belong together: every file of the
 * manifest (but the card) has its size and SHA-256. `verify: false` leaves the SHA-256 out, where start-up time counts.
 * @throws FILE_NOT_FOUND; MODEL_MALFORMED naming the first file that is missing or changed.
 */
export async function openExportedFolder(
  folder: string,
  options: { verify?: boolean } = {},
): Promise<{ record: TrainedModelRecord; manifest: Manifest }> {
  const { verify = true } = options;
  const manifest = readManifest(folder);
  for (const [name, expected] of Object.entries(manifest.files)) {
    if (!notChecked.has(name)) await checkFile(join(folder, name), expected, verify);
  }
  const record = readTrainedModelRecord(folder);
  if (record.labels.length !== manifest.labelCount || record.maxSequenceLength !== manifest.maxSequenceLength) {
    throw new IntentsmithError(
      "MODEL_MALFORMED",
      `${join(folder, manifestFile)}: ${manifest.labelCount} labels and ${manifest.maxSequenceLength} tokens expected, the record has ${record.labels.length} and ${record.maxSequenceLength}`,
      { hint: "The files come from two exports: copy one whole folder." },
    );
  }
  return { record, manifest };
}

async function checkFile(path: string, expected: BundleFile, verify: boolean): Promise<void> {
  const refuse = (what: string): never => {
    throw new IntentsmithError("MODEL_MALFORMED", `${path}: ${what}`, {
      hint: "The file was changed or cut short after the export: copy the folder again, or export anew.",
    });
  };
  if (!existsSync(path)) refuse(`the manifest names it, but it is not there`);
  const { size } = statSync(path);
  if (size !== expected.sizeBytes) refuse(`${expected.sizeBytes} bytes expected by the manifest, ${size} found`);
  if (!verify) return;
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Uint8Array);
  const found = hash.digest("hex");
  if (found !== expected.sha256) refuse(`SHA-256 ${expected.sha256} expected by the manifest, ${found} found`);
}
