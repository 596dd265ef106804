import { join } from "node:path";
import { commit, createRepo, HubApiError } from "@huggingface/hub";
import { checkExportedFolder, manifestFile, manifestHashFile } from "@intentsmith/classifier";
import { IntentsmithError, messageOf, readInputFile, redactUrl, sha256 } from "@intentsmith/core";
import { createDispatcher, fetchThrough, hubAddress, refuseOpenSecret } from "@intentsmith/remote";
import type { Pushed, PushOptions } from "./push-to-store.ts";

/**
 * Commits an exported folder to a model repository on the hub, which is made (private) if there is none. All files are one
 * commit: what is interrupted leaves the repository as it was. HF_TOKEN and HF_ENDPOINT are read.
 * @throws MODEL_MALFORMED if the folder is not what its manifest says; ARGUMENT_INVALID without a token; NETWORK_FAILED.
 */
export async function pushToHub(folder: string, name: string, options: PushOptions = {}): Promise<Pushed> {
  const { environment = process.env } = options;
  const accessToken = environment["HF_TOKEN"];
  if (!accessToken) {
    throw new IntentsmithError("ARGUMENT_INVALID", `${name}: no token for the hub`, {
      hint: "Set HF_TOKEN to one that may write (huggingface.co/settings/tokens).",
    });
  }
  const hubUrl = hubAddress(environment);
  refuseOpenSecret(hubUrl, "the hub's token");
  const manifest = await checkExportedFolder(folder);
  const dispatcher = createDispatcher({ environment });
  const access = { hubUrl, accessToken, fetch: fetchThrough(dispatcher) };
  const repo = { type: "model" as const, name };
  try {
    await createRepo({ ...access, repo, visibility: "private" }).catch((error: unknown) => {
      if (!(error instanceof HubApiError && error.statusCode === 409)) throw error; // 409: it is there
    });
    const version = sha256(readInputFile(join(folder, manifestFile), "the folder's manifest")).slice(0, 12);
    const { commit: made } = (await commit({
      ...access,
      repo,
      title: `intentsmith export ${version}`,
      operations: [...Object.keys(manifest.files), manifestHashFile, manifestFile].map((path) => ({
        operation: "addOrUpdate" as const,
        path,
        content: new Blob([new Uint8Array(readInputFile(join(folder, path), "a file of the folder"))]),
      })),
    })) as { commit: { oid: string } };
    return { version: made.oid, location: `${hubUrl}/${name}` };
  } catch (error) {
    throw hubFailure(`${redactUrl(hubUrl)}/${name}`, error);
  } finally {
    await dispatcher.destroy();
  }
}

function hubFailure(where: string, error: unknown): IntentsmithError {
  if (error instanceof IntentsmithError) return error;
  const status = error instanceof HubApiError ? error.statusCode : undefined;
  const reason = status === undefined ? messageOf(error) : `the hub answered ${status}`;
  return new IntentsmithError("NETWORK_FAILED", `${where}: ${reason}`, {
    hint:
      status === 401 || status === 403
        ? "The token of HF_TOKEN is refused: it may be wrong, or may not write there."
        : "The repository is as it was. Try again later.",
    cause: error,
  });
}
