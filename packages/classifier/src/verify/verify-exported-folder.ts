import { existsSync, readdirSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { checkArguments, expected, messageOf, readInputFile, sha256 } from "@intentsmith/core";
import { openExportedEncoder } from "../exported/open-exported-encoder.ts";
import { changedFile, manifestHashFile, readManifest } from "../exported/exported-folder.ts";
import { readGolden } from "../exported/golden.ts";
import { manifestFile, modelFiles, recordMismatch, type Manifest, type ModelFile } from "../exported/manifest.ts";
import { openHead } from "../head/open-head.ts";
import { readTrainedModelRecord, type TrainedModelRecord } from "../record/trained-model-record.ts";
import { answers, goldenFaults } from "./check-golden.ts";

/** One thing that was looked at. */
export interface Check {
  what: string;
  /** What is wrong; empty: nothing. */
  faults: string[];
  /** What was not looked at, and why. */
  skipped?: string;
}

/**
 * Looks at everything that an exported folder says of itself: the hash of every file (the card's too), of the manifest
 * itself, files that it does not name, the record, and what every ONNX file makes of the golden set. Goes on after a
 * fault, so that all of them are told.
 * @throws FILE_NOT_FOUND, FILE_MALFORMED, MODEL_MALFORMED where there is no manifest that can be read.
 */
export async function verifyExportedFolder(folder: string, options: { threads?: number } = {}): Promise<Check[]> {
  checkArguments("verifyExportedFolder", {
    folder: [folder, expected.path],
    options: [options, expected.options<{ threads?: number }>({ threads: expected.whole(0) })],
  });
  const manifest = readManifest(folder);
  const files = await checkFiles(folder, manifest);
  const checks = [checkManifest(folder), files, checkNames(folder, manifest), checkRecord(folder, manifest)];
  // What was changed is not run: it may be anything.
  const skipped = checks.some(({ faults }) => faults.length > 0) ? "files were changed" : undefined;
  for (const model of modelFiles(manifest)) {
    const what = `${model.file} (${model.precision}): golden set`;
    checks.push(
      skipped === undefined ? await checkModel(folder, manifest, model, what, options) : { what, faults: [], skipped },
    );
  }
  return checks;
}

function checkManifest(folder: string): Check {
  const what = manifestFile;
  const path = join(folder, manifestHashFile);
  if (!existsSync(path)) return { what, faults: [], skipped: `no ${manifestHashFile}: written by an earlier version` };
  const recorded = readInputFile(path, "the manifest's hash").toString("utf8");
  const found = sha256(readInputFile(join(folder, manifestFile), "the folder's manifest"));
  if (recorded === `${found}  ${manifestFile}\n`) return { what, faults: [] };
  const [expected] = recorded.split(" ");
  return { what, faults: [`SHA-256 ${expected} expected by ${manifestHashFile}, ${found} found`] };
}

async function checkFiles(folder: string, manifest: Manifest): Promise<Check> {
  const faults: string[] = [];
  const names = Object.keys(manifest.files);
  for (const name of names) {
    const fault = await changedFile(join(folder, name), manifest.files[name] as Manifest["files"][string], true);
    if (fault !== undefined) faults.push(`${name}: ${fault}`);
  }
  return { what: `${names.length} files: size and SHA-256`, faults };
}

/** A file that nobody named may be one that somebody put there. */
function checkNames(folder: string, manifest: Manifest): Check {
  const known = new Set([...Object.keys(manifest.files), manifestFile, manifestHashFile]);
  const there = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => !statSync(join(folder, name)).isDirectory())
    .map((name) => relative("", name).split(sep).join("/"));
  const unknown = there.filter((name) => !known.has(name)).sort();
  return { what: "no other files", faults: unknown.map((name) => `${name}: the manifest does not name it`) };
}

function checkRecord(folder: string, manifest: Manifest): Check {
  const what = "record and manifest of one export";
  if (manifest.labelCount === 0) return { what, faults: [], skipped: "an encoder without labels has no record" };
  try {
    const fault = recordMismatch(readTrainedModelRecord(folder), manifest);
    return { what, faults: fault === undefined ? [] : [fault] };
  } catch (error) {
    return { what, faults: [messageOf(error)] };
  }
}

async function checkModel(
  folder: string,
  manifest: Manifest,
  { file }: ModelFile,
  what: string,
  options: { threads?: number },
): Promise<Check> {
  const golden = readGolden(folder);
  if (golden === undefined) return { what, faults: [], skipped: "no golden set: written by an earlier version" };
  const { labels, head: named }: Pick<TrainedModelRecord, "labels" | "head"> =
    manifest.labelCount === 0 ? { labels: [] } : readTrainedModelRecord(folder);
  try {
    const encoder = await openExportedEncoder(folder, manifest.maxSequenceLength, { ...options, file });
    try {
      const head = await openHead(folder, { labels, head: named }, encoder);
      const found = await answers(
        encoder,
        head,
        golden.cases.map(({ text }) => text),
      );
      const width = found[0]?.embedding.length;
      const faults = goldenFaults(golden, file, labels, found).flat();
      if (width !== manifest.width) faults.unshift(`embeddings of ${manifest.width} numbers expected, ${width} found`);
      return { what: `${what}, ${golden.cases.length} texts`, faults };
    } finally {
      await encoder.release();
    }
  } catch (error) {
    return { what, faults: [messageOf(error)] };
  }
}
