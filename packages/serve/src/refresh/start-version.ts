import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Engine } from "../engine/engine.ts";
import { judgeGolden } from "./golden.ts";
import type { ModelStateFile } from "./model-state.ts";
import { hasPointer, readPointer, versionFolder, type VersionFolder } from "./pointer.ts";

interface Versions {
  /** A model's folder, or a folder of versions with the pointer `latest`. */
  root: string;
  state: ModelStateFile;
}

/** The version that is pinned or pointed at; a folder without a pointer is its own. @throws what reading the pointer throws. */
export function wantedVersion({ root, state }: Versions): VersionFolder {
  if (!hasPointer(root)) return { name: root, folder: root };
  const { pinned } = state.read();
  return pinned === undefined ? readPointer(root) : versionFolder(root, pinned, "the pinned version");
}

/** A version's engine that has answered its golden set, if it has one, as recorded. */
export async function startChecked(
  startEngine: (folder: string) => Promise<Engine>,
  { folder }: VersionFolder,
): Promise<Engine> {
  const engine = await startEngine(folder);
  try {
    judgeGolden(engine.model);
    return engine;
  } catch (error) {
    await engine.stop(0);
    throw error;
  }
}

/** The wanted version, then those served before, none of them in quarantine unless nothing else is left. */
export function startCandidates(options: Versions): VersionFolder[] {
  const wanted = wantedVersion(options);
  if (!hasPointer(options.root)) return [wanted];
  const { current, previous, quarantined } = options.state.read();
  const earlier = [current, previous].filter(
    (name): name is string => name !== undefined && name !== wanted.name && existsSync(join(options.root, name)),
  );
  const all = [wanted, ...[...new Set(earlier)].map((name) => ({ name, folder: join(options.root, name) }))];
  const good = all.filter(({ name }) => quarantined[name] === undefined);
  return good.length > 0 ? good : [wanted];
}
