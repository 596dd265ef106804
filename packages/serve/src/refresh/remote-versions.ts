import { createHash } from "node:crypto";
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { IntentsmithError, messageOf, parseRecord, sha256, writeFileAtomic, type Logger } from "@intentsmith/core";
import { z } from "zod";
import type { ModelStateFile } from "./model-state.ts";
import { pointerFile, readPointer, versionName } from "./pointer.ts";
import type { RemoteFiles } from "./remote-files.ts";

/** Versions that stay on the disk: the one served, the one before it, and one more. */
const keptVersions = 3;

const mostBytes = 8e9;

const safePath = z.string().regex(/^(?!.*(^|\/)\.\.?(\/|$))[\w][\w ./-]{0,200}$/);

/** What is needed here of a manifest; the process that loads the version checks all of it. */
const manifestSchema = z.looseObject({
  files: z.record(safePath, z.looseObject({ sizeBytes: z.int().min(0).max(mostBytes), sha256: z.string() })),
});

const manifestFile = "manifest.json";
const manifestHashFile = "manifest.sha256";

export interface RemoteVersionsOptions {
  /** Where versions are copied to: `latest` and a folder a version, as in a folder of the user's own. */
  root: string;
  files: RemoteFiles;
  state: ModelStateFile;
  logger: Logger;
}

/**
 * Copies the version that a remote pointer names: aside first, every file compared with its size and SHA-256 in the
 * manifest, then renamed, and only then pointed at. What was cut goes on where it stopped.
 */
export class RemoteVersions {
  readonly #options: RemoteVersionsOptions;

  constructor(options: RemoteVersionsOptions) {
    this.#options = options;
    mkdirSync(options.root, { recursive: true, mode: 0o700 });
  }

  /** @throws what reading from there does; FILE_NOT_FOUND, FILE_MALFORMED, MODEL_MALFORMED for what is there. */
  async sync(): Promise<void> {
    const { root, files, state, logger } = this.#options;
    const pointed = await files.readPointer(pointerFile);
    if (pointed === "unchanged" && existsSync(join(root, pointerFile))) return;
    const name = pointed === "unchanged" ? await this.#pointerAgain() : pointed.trim();
    if (!versionName.test(name)) {
      throw new IntentsmithError("FILE_MALFORMED", `${files.where}/${pointerFile}: expected the name of a version`, {
        hint: "Letters, digits, dots, dashes; no path.",
      });
    }
    if (state.read().quarantined[name] !== undefined && !existsSync(join(root, name))) return;
    if (!existsSync(join(root, name))) {
      logger.info(`refresh: copying ${files.where}/${name}`);
      try {
        await this.#copy(name);
      } catch (error) {
        // What arrived whole and is wrong will be wrong again; a broken connection will not.
        files.forgetPointer();
        if (error instanceof IntentsmithError && error.code === "MODEL_MALFORMED") {
          state.quarantine(name, messageOf(error));
        }
        throw error;
      }
    }
    writeFileAtomic(join(root, pointerFile), `${name}\n`);
    this.#removeOld(name);
  }

  async #pointerAgain(): Promise<string> {
    this.#options.files.forgetPointer();
    return (await this.#options.files.readPointer(pointerFile)).trim();
  }

  async #copy(name: string): Promise<void> {
    const { root, files } = this.#options;
    const partial = join(root, `.${name}.partial`);
    mkdirSync(partial, { recursive: true });
    const text = await files.read(`${name}/${manifestFile}`);
    const where = `${files.where}/${name}/${manifestFile}`;
    const manifest = parseRecord(manifestSchema, parseJson(text, where), where, "MODEL_MALFORMED");
    const total = Object.values(manifest.files).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    if (total > mostBytes)
      throw new IntentsmithError("MODEL_MALFORMED", `${where}: ${total} bytes, at most ${mostBytes}`);
    for (const [path, expected] of Object.entries(manifest.files)) {
      const target = join(partial, path);
      mkdirSync(dirname(target), { recursive: true });
      if (!(await isWhole(target, expected))) {
        await files.copy(`${name}/${path}`, target, expected.sizeBytes);
        if (!(await isWhole(target, expected))) {
          rmSync(target, { force: true });
          throw new IntentsmithError(
            "MODEL_MALFORMED",
            `${files.where}/${name}/${path}: SHA-256 ${expected.sha256} expected`,
            {
              hint: "It was changed or cut short: publish the version again, under another name.",
            },
          );
        }
      }
    }
    writeFileSync(join(partial, manifestHashFile), `${sha256(text)}  ${manifestFile}\n`);
    writeFileSync(join(partial, manifestFile), text);
    renameSync(partial, join(root, name));
  }

  /** Keeps the newest three, and whatever is served, pinned or pointed at. */
  #removeOld(latest: string): void {
    const { root, state, logger } = this.#options;
    const { current, previous, pinned } = state.read();
    const needed = new Set([latest, current, previous, pinned, readPointer(root).name]);
    const folders = readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
      .map(({ name }) => ({ name, madeMs: statSync(join(root, name)).mtimeMs }))
      .sort((a, b) => b.madeMs - a.madeMs);
    for (const { name } of folders.slice(keptVersions)) {
      if (needed.has(name)) continue;
      rmSync(join(root, name), { recursive: true, force: true });
      logger.info(`refresh: ${name}: removed, ${keptVersions} versions are kept`);
    }
  }
}

async function isWhole(path: string, expected: { sizeBytes: number; sha256: string }): Promise<boolean> {
  if (statSync(path, { throwIfNoEntry: false })?.size !== expected.sizeBytes) return false;
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Uint8Array);
  return hash.digest("hex") === expected.sha256;
}

function parseJson(bytes: Buffer, where: string): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch (cause) {
    throw new IntentsmithError("MODEL_MALFORMED", `${where}: not valid JSON`, { cause });
  }
}
