import { expect, test } from "vitest";
import { isLoopback, refuseOpenSecret } from "./token-address.ts";

test.each([
  "http://localhost:1",
  "http://a.localhost",
  "http://127.0.0.1",
  "http://127.9.9.9:80/x",
  "http://[::1]:8080",
])("%s stays on this machine", (url) => {
  expect(isLoopback(new URL(url).hostname)).toBe(true);
  expect(() => refuseOpenSecret(url, "the token")).not.toThrow();
});

test.each(["http://example.org", "http://127.0.0.1.example.org", "http://localhost.example.org", "http://10.0.0.1"])(
  "%s gets no secret",
  (url) => {
    expect(isLoopback(new URL(url).hostname)).toBe(false);
    expect(() => refuseOpenSecret(url, "the token")).toThrow(
      expect.objectContaining({ code: "ARGUMENT_INVALID", message: expect.stringContaining("travel unencrypted") }),
    );
    expect(() => refuseOpenSecret(url.replace("http:", "https:"), "the token")).not.toThrow();
  },
);

test.each([
  ["::1", true],
  ["127.8.9.1", true],
  ["0.0.0.0", false],
  ["::", false],
  ["127.0.0.1.example.org", false],
])("a host to listen on: %s %s", (host, expected) => expect(isLoopback(host)).toBe(expected));
