import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { IntentsmithError } from "@intentsmith/core";
import { pathInsideRun } from "../rows/inside-run.ts";

export interface ArtifactFile {
  /** Path inside the artifact, with `/`. */
  name: string;
  /** Path on this machine. */
  path: string;
  sizeBytes: number;
  /** base64(MD5(bytes)). */
  digest: string;
}

/**
 * The files of a run's model with their digests, sorted by name. `modelDirectory` is absolute or relative to the run.
 * Links count as the files that they lead to. @throws FILE_NOT_FOUND; ARGUMENT_INVALID for what lies outside the run.
 */
export function collectArtifactFiles(run: string, modelDirectory: string): ArtifactFile[] {
  const folder = pathInsideRun(run, modelDirectory) ?? resolve(run, modelDirectory);
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        const content = readFileSync(pathInsideRun(run, path) ?? path);
        return {
          name: relative(folder, path).replaceAll("\\", "/"),
          path,
          sizeBytes: content.byteLength,
          digest: md5(content, "base64"),
        };
      })
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (error instanceof IntentsmithError) throw error;
    throw new IntentsmithError("FILE_NOT_FOUND", `${folder}: cannot read the exported model: ${String(error)}`, {
      hint: "The artifact is the folder that the export wrote; export the model again.",
      cause: error,
    });
  }
}

/** The digest of an artifact: hex MD5 over its sorted `path:digest` lines. */
export function artifactDigest(files: readonly Pick<ArtifactFile, "name" | "digest">[]): string {
  const sorted = [...files].sort((a, b) => (a.name < b.name ? -1 : 1));
  const lines = sorted.map((file) => `${file.name}:${file.digest}\n`);
  return md5(`wandb-artifact-manifest-v1\n${lines.join("")}`, "hex");
}

export function md5(content: string | Uint8Array, encoding: "hex" | "base64"): string {
  return createHash("md5").update(content).digest(encoding);
}

/** A name that W&B takes for an artifact: `[A-Za-z0-9_.-]`, 128 characters at most. */
export function artifactName(runName: string): string {
  return `${runName.replaceAll(/[^\w.-]+/g, "-").slice(0, 122)}-model`;
}
