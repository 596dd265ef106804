import { IntentsmithError } from "@intentsmith/core";

/** Where an exported folder is published. */
export type PushTarget = { kind: "store"; address: string } | { kind: "hub"; name: string };

/** `s3://bucket/prefix`, or `OWNER/NAME` of a repository on the hub. @throws ARGUMENT_INVALID. */
export function parsePushTarget(target: string): PushTarget {
  if (target.startsWith("s3://")) return { kind: "store", address: target };
  if (/^[\w-][\w.-]*\/[\w-][\w.-]*$/.test(target)) return { kind: "hub", name: target };
  throw new IntentsmithError(
    "ARGUMENT_INVALID",
    `${JSON.stringify(target)}: s3://bucket/prefix, or OWNER/NAME of a repository on the hub expected`,
  );
}
