import { join } from "node:path";
import { checkExportedFolder, manifestFile, manifestHashFile } from "@intentsmith/classifier";
import { IntentsmithError, readInputFile, sha256, silentLogger, type Logger } from "@intentsmith/core";
import { createDispatcher, S3Store, type S3StoreOptions } from "@intentsmith/remote";

/** Names the current version; what `serve` reads in a folder of versions. */
const pointerFile = "latest";

export interface PushOptions extends Pick<S3StoreOptions, "environment" | "retryDelayMs" | "attempts"> {
  logger?: Logger;
}

export interface Pushed {
  /** The first 12 digits of the SHA-256 of the folder's manifest, or the hub's commit. */
  version: string;
  location: string;
}

/**
 * Copies an exported folder to `s3://bucket/prefix/VERSION/`, then points `s3://bucket/prefix/latest` to it. The version is
 * named after the manifest, so the same folder is the same version, and one that is there whole is not copied again. The
 * manifest is written after all other files and the pointer last, so a copy that was interrupted leaves the earlier version
 * current. The store compares every file with its SHA-256.
 * @throws MODEL_MALFORMED if the folder is not what its manifest says; ARGUMENT_INVALID, NETWORK_FAILED.
 */
export async function pushToStore(folder: string, address: string, options: PushOptions = {}): Promise<Pushed> {
  const { logger = silentLogger, environment = process.env, ...retries } = options;
  const manifest = await checkExportedFolder(folder);
  const text = readInputFile(join(folder, manifestFile), "the folder's manifest");
  const version = sha256(text).slice(0, 12);
  const dispatcher = createDispatcher({ environment });
  try {
    const store = new S3Store(address, { dispatcher, environment, ...retries });
    const there = await store.get(`${version}/${manifestFile}`);
    if (there?.equals(text) !== true) {
      const names = Object.keys(manifest.files);
      for (const [i, name] of [...names, manifestHashFile].entries()) {
        await store.put(`${version}/${name}`, readInputFile(join(folder, name), "a file of the folder"));
        logger.progress(`${i + 1} of ${names.length + 2} files`);
      }
      await store.put(`${version}/${manifestFile}`, text);
    } else logger.info(`${version} is there already: only the pointer is written`);
    await checkManifest(store, version, text);
    await store.put(pointerFile, Buffer.from(`${version}\n`));
  } finally {
    await dispatcher.destroy();
  }
  return { version, location: `${address.replace(/\/+$/, "")}/${version}` };
}

/** What others will read is what was sent. */
async function checkManifest(store: S3Store, version: string, text: Buffer): Promise<void> {
  if ((await store.get(`${version}/${manifestFile}`))?.equals(text) === true) return;
  throw new IntentsmithError("NETWORK_FAILED", `${version}/${manifestFile}: the store gives back something else`, {
    hint: "The pointer was not changed. Is somebody else writing there?",
  });
}
