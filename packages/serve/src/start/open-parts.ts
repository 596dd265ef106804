import { IntentsmithError, type Logger } from "@intentsmith/core";
import { isLoopback } from "@intentsmith/remote";
import { KeyStore } from "../keys/key-store.ts";
import { RateLimiter } from "../keys/rate-limiter.ts";
import { SharedRateLimiter } from "../keys/shared-rate-limiter.ts";
import type { ModelStateFile } from "../refresh/model-state.ts";
import { isRemote } from "../refresh/remote-address.ts";
import { RemoteVersions } from "../refresh/remote-versions.ts";
import { keysFileOf, modelRootOf, storeAddressOf } from "../settings/places.ts";
import type { ServiceSettings } from "../settings/service-settings.ts";
import { isPostgres } from "../store/open-database.ts";
import { RequestStore } from "../store/request-store.ts";

/** On loopback no key is asked for. @throws ARGUMENT_INVALID for another host without keys. */
export function chooseKeys(settings: ServiceSettings): KeyStore | undefined {
  const { host, auth } = settings;
  if (isLoopback(host) || !auth) return undefined;
  const keysFile = keysFileOf(settings);
  const keys = new KeyStore(keysFile);
  if (keys.list().some(({ revokedAt }) => revokedAt === undefined)) return keys;
  throw new IntentsmithError(
    "ARGUMENT_INVALID",
    `--host ${host}: others can reach it, and ${keysFile} has no API key`,
    {
      hint: "Make one with `intentsmith serve keys add NAME`, or open the service to everybody with --no-auth.",
    },
  );
}

/** Postgres may come later, a folder that cannot be written never will. @throws STORE_UNAVAILABLE. */
export async function openStore(settings: ServiceSettings, logger: Logger): Promise<RequestStore | undefined> {
  const address = storeAddressOf(settings);
  if (address === undefined) return undefined;
  const options = { address, retentionDays: settings.store.retentionDays, logger };
  return isPostgres(address) ? RequestStore.openLater(options) : await RequestStore.open(options);
}

/** A remote's versions lie in `dataDir`. */
export async function openRemote(
  settings: ServiceSettings,
  state: ModelStateFile,
  logger: Logger,
): Promise<{ sync(): Promise<void>; close(): Promise<void> } | undefined> {
  if (!isRemote(settings.model)) return undefined;
  // Only here: a folder of this machine needs no client.
  const { openRemoteFiles } = await import("../refresh/remote-files.ts");
  const files = openRemoteFiles(settings.model);
  const versions = new RemoteVersions({ root: modelRootOf(settings), files, state, logger });
  return { sync: () => versions.sync(), close: () => files.close() };
}

export async function startSharedLimiter(
  { redis, machines }: ServiceSettings,
  logger: Logger,
): Promise<SharedRateLimiter | undefined> {
  if (redis === undefined) return undefined;
  return await SharedRateLimiter.start({ url: redis, fallback: new RateLimiter(), machines, logger });
}

/** A file on one of several machines is lost with it, and none of them sees the whole. @throws ARGUMENT_INVALID. */
export function refuseSeparateMachines({ machines, store, redis, auth, host }: ServiceSettings): void {
  if (machines === 1) return;
  const refuse = (what: string, hint: string): never => {
    throw new IntentsmithError("ARGUMENT_INVALID", `machines: ${machines}, but ${what}`, { hint });
  };
  if (store.address === "sqlite") {
    refuse("requests are stored in a file of each", "Set store.address to postgres://… or to none.");
  }
  if (redis === undefined && auth && !isLoopback(host)) {
    refuse("each would count the requests of a key by itself", "Set redis to redis://….");
  }
}
