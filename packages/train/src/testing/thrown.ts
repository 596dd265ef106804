import { IntentsmithError } from "@intentsmith/core";

/** What a call throws, as `CODE: message | hint`; fails if it throws nothing. */
export async function thrown(call: () => unknown): Promise<string> {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof IntentsmithError)) throw error;
    return `${error.code}: ${error.message} | ${error.hint ?? ""}`;
  }
  throw new Error("nothing was thrown");
}
