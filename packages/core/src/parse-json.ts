import { checkArguments, expected } from "./check-arguments.ts";
import { IntentsmithError } from "./intentsmith-error.ts";
import { jsonFaultOffset } from "./json-fault.ts";

/** Parses JSON text. @throws FILE_MALFORMED with line and column of the fault. */
export function parseJson(text: string, path: string, what: string): unknown {
  checkArguments("parseJson", { text: [text, expected.text] });
  const json = text.startsWith("\uFEFF") ? text.slice(1) : text;
  try {
    return JSON.parse(json);
  } catch (error) {
    const offset = jsonFaultOffset(json) ?? json.length;
    const found =
      offset === json.length ? "it ends too early" : `unexpected ${JSON.stringify(characterAt(json, offset))}`;
    const message = `${path}: ${what} is not valid JSON at ${lineAndColumn(json, offset)}: ${found}`;
    throw new IntentsmithError("FILE_MALFORMED", message, {
      hint: "Mend the file there, or fetch it again if it was cut short.",
      cause: error,
    });
  }
}

function characterAt(text: string, offset: number): string {
  return String.fromCodePoint(text.codePointAt(offset) ?? 0);
}

function lineAndColumn(text: string, offset: number): string {
  const before = text.slice(0, offset).split("\n");
  return `line ${before.length}, column ${(before.at(-1) ?? "").length + 1}`;
}
