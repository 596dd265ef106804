import { describe, expect, it } from "vitest";
import { isSecretName, redact, redactUrl } from "./redact.ts";

describe("redaction", () => {
  it("takes credentials out of URLs and leaves the rest", () => {
    expect(redactUrl("https://user:pass@host/path?api_key=abc&x=1")).toBe(
      "https://[redacted]@host/path?api_key=[redacted]&x=1",
    );
    expect(redactUrl("git@host:a/b.git and a@b.c")).toBe("git@host:a/b.git and a@b.c");
  });

  it.each(["apiKey", "api_key", "WANDB_API_KEY", "HF_TOKEN", "token", "password", "--api-key", "authorization"])(
    "knows %s for a secret",
    (name) => {
      expect(isSecretName(name)).toBe(true);
    },
  );

  it.each(["tokenizer", "keyword", "labelKeys", "maxTokens", "monkey", "tokensPerSecond"])(
    "leaves %s alone",
    (name) => {
      expect(isSecretName(name)).toBe(false);
    },
  );

  it("reaches into nested values and changes no number", () => {
    expect(redact({ wandb: { apiKey: "x", entity: "me" }, list: ["https://u:p@h"], key: 3 })).toEqual({
      wandb: { apiKey: "[redacted]", entity: "me" },
      list: ["https://[redacted]@h"],
      key: 3,
    });
  });
});
