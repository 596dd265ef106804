import { IntentsmithError } from "@intentsmith/core";

/** @returns the error for a setting of W&B that cannot be used. */
export function invalidSetting(name: string, expected: string, received: string): IntentsmithError {
  return new IntentsmithError("CONFIG_INVALID", `${name}: expected ${expected}, received ${JSON.stringify(received)}`, {
    hint: "docs/guides/tracking.md lists the variables.",
  });
}
