import type { z } from "zod";
import { IntentsmithError } from "./intentsmith-error.ts";
import { checkValue } from "./value-fault.ts";

const recordHints = {
  FILE_MALFORMED:
    "A program wrote it, and it was changed, damaged, or is of another version: copy it again, or remove it.",
  MODEL_MALFORMED: "The folder is damaged, or a newer version wrote it: copy it again, or update intentsmith.",
} as const;

/** Checks a file that a program wrote, such as a record or a manifest. @throws `code` naming file, key, expected, received. */
export function parseRecord<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  path: string,
  code: keyof typeof recordHints = "FILE_MALFORMED",
): z.output<Schema> {
  const result = checkValue(schema, value);
  if ("data" in result) return result.data;
  throw new IntentsmithError(code, `${path}: ${result.fault.description}`, { hint: recordHints[code] });
}
