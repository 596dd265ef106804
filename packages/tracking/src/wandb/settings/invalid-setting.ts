import { IntentsmithError } from "@intentsmith/core";

/** Where a user finds what can be set. */
export const variablesGuide = "docs/guides/tracking.md";

/** @returns the error for a setting of W&B that cannot be used. */
export function invalidSetting(
  name: string,
  expected: string,
  received: string,
  hint = `${variablesGuide} lists the variables.`,
): IntentsmithError {
  return new IntentsmithError("CONFIG_INVALID", `${name}: expected ${expected}, received ${JSON.stringify(received)}`, {
    hint,
  });
}
