import { messageOf, type Logger } from "@intentsmith/core";
import type { Engine } from "../engine/engine.ts";
import type { ModelStateFile } from "./model-state.ts";
import { hasPointer } from "./pointer.ts";

export interface ServedModelOptions {
  /** A model's folder, or a folder of versions with the pointer `latest`. */
  root: string;
  state: ModelStateFile;
  /** Milliseconds between two looks at the pointer. */
  refreshMs: number;
  /** How long an engine that is replaced may take for what it still owes. */
  graceMs: number;
  logger: Logger;
  /** Starts the engine of one version. @throws what loading it throws. */
  startEngine(folder: string): Promise<Engine>;
  /** Copies what a remote pointer names into `root`. @throws what the network and the copied files throw. */
  sync?: (() => Promise<void>) | undefined;
  /** Which share of the requests a new version answers at first, and how many of them before it takes over. */
  canary: { share: number; requests: number };
}

/** What was copied before is good enough to start with. */
export async function syncAtStart({ sync, root, logger }: ServedModelOptions): Promise<void> {
  try {
    await sync?.();
  } catch (error) {
    if (!hasPointer(root)) throw error;
    logger.warn(`${messageOf(error)}; starting with what was copied before`);
  }
}
