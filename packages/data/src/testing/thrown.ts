import { IntentsmithError } from "@intentsmith/core";

/** What a failing action tells the user: `CODE: message | hint`, always on one line. */
export async function thrown(action: () => unknown): Promise<string> {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof IntentsmithError)) throw error;
    const told = `${error.code}: ${error.message} | ${error.hint ?? ""}`;
    if (told.includes("\n")) throw new Error(`more than one line: ${told}`, { cause: error });
    return told;
  }
  return "nothing was thrown";
}
