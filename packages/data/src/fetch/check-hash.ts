import { IntentsmithError, readInputFile, sha256 as sha256Of } from "@intentsmith/core";
import type { PublishedFile } from "./published.ts";

/** @throws DATA_CHECK_FAILED if the file at `path` does not have the published bytes; nothing is pinned without a hash. */
export function checkHash({ name, sha256 }: Pick<PublishedFile, "name" | "sha256">, path: string): void {
  if (sha256 === undefined) return;
  const found = sha256Of(readInputFile(path, "the downloaded file"));
  if (found === sha256) return;
  throw new IntentsmithError("DATA_CHECK_FAILED", `${name}: SHA-256 ${sha256} expected, ${found} received`, {
    hint: `${path} is not the published file: remove it and fetch it again, or name another place with --base-url.`,
  });
}
