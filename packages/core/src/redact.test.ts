import { expect, it } from "vitest";
import { redact, redactUrl } from "./redact.ts";

it("takes credentials out of addresses", () => {
  expect(redactUrl("see https://me:pa55@host.example/x?a=1&api_key=s3cret#y")).toBe(
    "see https://[redacted]@host.example/x?a=1&api_key=[redacted]",
  );
  expect(redactUrl("mail me@host.example")).toBe("mail me@host.example");
});

it("takes values under secret-sounding keys, at any depth, and leaves the rest", () => {
  expect(redact({ a: [{ apiKey: "x", name: "n" }], password: "p", count: 3, token: null })).toEqual({
    a: [{ apiKey: "[redacted]", name: "n" }],
    password: "[redacted]",
    count: 3,
    token: null,
  });
});
