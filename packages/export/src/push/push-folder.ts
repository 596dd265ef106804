import { parsePushTarget } from "./push-target.ts";
import { pushToHub } from "./push-to-hub.ts";
import { pushToStore, type Pushed, type PushOptions } from "./push-to-store.ts";

/** Publishes an exported folder: `s3://bucket/prefix`, or `OWNER/NAME` on the hub. @throws as pushToStore and pushToHub. */
export async function pushFolder(folder: string, target: string, options: PushOptions = {}): Promise<Pushed> {
  const parsed = parsePushTarget(target);
  return parsed.kind === "store"
    ? await pushToStore(folder, parsed.address, options)
    : await pushToHub(folder, parsed.name, options);
}
