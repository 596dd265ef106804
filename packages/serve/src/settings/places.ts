import { join } from "node:path";
import { isRemote } from "../refresh/remote-address.ts";
import type { ServiceSettings } from "./service-settings.ts";

/** Names of what lies in `dataDir`. */
export const dataFiles = {
  keys: "keys.json",
  models: "models.json",
  requests: "requests.sqlite",
  versions: "versions",
};

export function keysFileOf({ keysFile, dataDir }: Pick<ServiceSettings, "keysFile" | "dataDir">): string {
  return keysFile ?? join(dataDir, dataFiles.keys);
}

/** Where versions are read: the user's folder, or the one that a remote's are copied into. */
export function modelRootOf({ model, dataDir }: Pick<ServiceSettings, "model" | "dataDir">): string {
  return isRemote(model) ? join(dataDir, dataFiles.versions) : model;
}

export function stateFileOf({ stateFile, dataDir }: Pick<ServiceSettings, "stateFile" | "dataDir">): string {
  return stateFile ?? join(dataDir, dataFiles.models);
}

/** What `openDatabase` takes; undefined where nothing is stored. */
export function storeAddressOf({ store, dataDir }: Pick<ServiceSettings, "store" | "dataDir">): string | undefined {
  if (store.address === "none") return undefined;
  return store.address === "sqlite" ? join(dataDir, dataFiles.requests) : store.address;
}
