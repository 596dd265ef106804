import { expect, it } from "vitest";
import { errorCodes, type ErrorCode } from "./error-codes.ts";
import { IntentsmithError } from "./intentsmith-error.ts";

it("every code is named in capitals, has an exit code and one sentence", () => {
  for (const [code, { exitCode, meaning }] of Object.entries(errorCodes)) {
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
    expect([1, 2]).toContain(exitCode);
    expect(meaning).toMatch(/^[A-Z].*\.$/);
    expect(new IntentsmithError(code as ErrorCode, "x").exitCode).toBe(exitCode);
  }
});
