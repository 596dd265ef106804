import { createHash } from "node:crypto";
import { createReadStream, existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { checkArguments, expected, IntentsmithError, parseRecord, readJsonFile } from "@intentsmith/core";
import { bundleModelFile } from "@intentsmith/model/onnx";
import { readTrainedModelRecord, type TrainedModelRecord } from "../record/trained-model-record.ts";
import { manifestFile, manifestSchema, recordMismatch, type BundleFile, type Manifest } from "./manifest.ts";

/** The manifest's own hash, as `sha256sum --check` reads it. */
export const manifestHashFile = "manifest.sha256";

/** The card is for people: it may be edited. */
const notChecked = new Set(["README.md"]);

/** Whether `export` wrote this folder. */
export function isExportedFolder(folder: string): boolean {
  checkArguments("isExportedFolder", { folder: [folder, expected.path] });
  return existsSync(join(folder, bundleModelFile)) || existsSync(join(folder, manifestFile));
}

/** Reads `manifest.json`. @throws FILE_NOT_FOUND, FILE_MALFORMED, MODEL_MALFORMED. */
export function readManifest(folder: string): Manifest {
  checkArguments("readManifest", { folder: [folder, expected.path] });
  const path = join(folder, manifestFile);
  if (!existsSync(path)) {
    throw new IntentsmithError("FILE_NOT_FOUND", `${path}: an exported folder has one, this one does not`, {
      hint: "Copy the whole folder that `intentsmith export` wrote.",
    });
  }
  return parseRecord(manifestSchema, readJsonFile(path, "the folder's manifest"), path, "MODEL_MALFORMED");
}

/**
 * Reads an exported folder's record and manifest and checks that they and the files belong together, as
 * `checkExportedFolder` does.
 * @throws FILE_NOT_FOUND, also for an encoder that was exported without labels; MODEL_MALFORMED naming the first file that is
 * missing or changed.
 */
export async function openExportedFolder(
  folder: string,
  options: { verify?: boolean } = {},
): Promise<{ record: TrainedModelRecord; manifest: Manifest }> {
  const manifest = await checkExportedFolder(folder, options);
  return { record: readTrainedModelRecord(folder), manifest };
}

/**
 * Reads an exported folder's manifest and checks that the files are those that it names: every one (but the card) has its
 * size and SHA-256. `verify: false` leaves the SHA-256 out, where start-up time counts.
 * @throws FILE_NOT_FOUND; MODEL_MALFORMED naming the first file that is missing or changed.
 */
export async function checkExportedFolder(folder: string, options: { verify?: boolean } = {}): Promise<Manifest> {
  const { verify = true } = options;
  const manifest = readManifest(folder);
  for (const [name, expected] of Object.entries(manifest.files)) {
    const path = join(folder, name);
    const fault = notChecked.has(name) ? undefined : await changedFile(path, expected, verify);
    if (fault !== undefined) {
      throw new IntentsmithError("MODEL_MALFORMED", `${path}: ${fault}`, {
        hint: "The file was changed or cut short after the export: copy the folder again, or export anew.",
      });
    }
  }
  if (manifest.labelCount === 0) return manifest;
  const fault = recordMismatch(readTrainedModelRecord(folder), manifest);
  if (fault !== undefined) {
    throw new IntentsmithError("MODEL_MALFORMED", `${join(folder, manifestFile)}: ${fault}`, {
      hint: "The files come from two exports: copy one whole folder.",
    });
  }
  return manifest;
}

/** How a file differs from what the manifest says of it, if it does; `withHash`: not by its size alone. */
export async function changedFile(path: string, expected: BundleFile, withHash: boolean): Promise<string | undefined> {
  if (!existsSync(path)) return "the manifest names it, but it is not there";
  const { size } = statSync(path);
  if (size !== expected.sizeBytes) return `${expected.sizeBytes} bytes expected by the manifest, ${size} found`;
  if (!withHash) return undefined;
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Uint8Array);
  const found = hash.digest("hex");
  return found === expected.sha256 ? undefined : `SHA-256 ${expected.sha256} expected by the manifest, ${found} found`;
}
