import { describe, expect, it } from "vitest";
import { isSecretName, redact, redactUrl } from "./redact.ts";

describe("redaction", () => {
  it("takes credentials out of URLs and leaves the rest", () => {
    expect(redactUrl("https://user:pass@host/path?api_key=abc&x=1")).toBe(
      "https://[redacted]@host/path?api_key=[redacted]&x=1",
    );
    expect(redactUrl("git@host:a/b.git and a@b.c")).toBe("git@host:a/b.git and a@b.c");
  });

  it.each([
    ["?a=b&Token=c d", "?a=b&Token=[redacted] d"],
    ["?a=b?secret=c", "?a=b?secret=[redacted]"],
    ["?key?x=c=d", "?key?x=[redacted]"],
    ["&key=c", "&key=[redacted]"],
    ["?key=&a=b", "?key=&a=b"],
    ["key=c, host/key=c", "key=c, host/key=c"],
    ["a://u@b://v:w@c", "a://[redacted]@b://[redacted]@c"],
    ["://u@b", "://u@b"],
  ])("%s becomes %s", (text, redacted) => {
    expect(redactUrl(text)).toBe(redacted);
  });

  // Each of these took time with the square or the cube of its length: a megabyte would not end
  it.each(["?key", "?", "key", "&key", "a.", "a:", "://", "a://", "=", "?a=", "@", "a "])(
    "goes through a megabyte of %j",
    (piece) => {
      const text = piece.repeat(2 ** 20 / piece.length);
      expect(redactUrl(text)).toBe(text);
      expect(redactUrl(`${text} ?key=secret`)).toBe(`${text} ?key=[redacted]`);
    },
  );

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
