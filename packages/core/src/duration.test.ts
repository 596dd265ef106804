import { expect, test } from "vitest";
import { durationSeconds } from "./duration.ts";

test.each([
  ["30s", 30],
  ["5m", 300],
  [" 1.5 h ", 5400],
  ["0s", undefined],
  ["30", undefined],
  ["-5m", undefined],
  ["5 minutes", undefined],
])("%s", (text, seconds) => {
  expect(durationSeconds(text)).toBe(seconds);
});
