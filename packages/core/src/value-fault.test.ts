import { describe, expect, it } from "vitest";
import { z } from "zod";
import { checkValue } from "./value-fault.ts";

const share = z.number().min(0).max(0.9);
const schema = z
  .strictObject({
    epochs: z.int().min(1).optional(),
    rate: z.number().positive().lt(1).optional(),
    schedule: z.enum(["constant", "linear", "cosine"]).optional(),
    kind: z.literal("bert").optional(),
    name: z.string().min(1).max(3).optional(),
    isFast: z.boolean().optional(),
    labels: z.array(z.string()).min(2).optional(),
    unique: z
      .array(z.string())
      .refine((list) => new Set(list).size === list.length, "expected each once")
      .optional(),
    words: z.record(z.string().regex(/^[a-z]+$/, "expected small letters"), z.string()).optional(),
    dropout: z.union([share, z.strictObject({ hidden: share, attention: share })]).optional(),
    loss: z
      .discriminatedUnion("type", [
        z.strictObject({ type: z.literal("contrastive"), margin: z.number() }),
        z.strictObject({ type: z.literal("softmax"), scale: z.number() }),
      ])
      .optional(),
    apiKey: z.string().max(5).optional(),
    first: z.number().optional(),
    second: z.number().optional(),
  })
  .refine((value) => value.first === undefined || value.second === undefined, {
    message: "give first or second, not both",
    path: ["second"],
  });

function faultOf(value: unknown): string | undefined {
  const result = checkValue(schema, value);
  return "fault" in result ? result.fault.description : undefined;
}

describe("a fault says what was expected and what came", () => {
  it.each([
    ["a whole number", { epochs: 1.5 }, "epochs: expected a whole number, found 1.5"],
    ["a whole number, not a text", { epochs: "two" }, 'epochs: expected a whole number, found "two"'],
    ["a number", { rate: "fast" }, 'rate: expected a number, found "fast"'],
    ["a number that is none", { rate: Number.NaN }, "rate: expected a number, found NaN"],
    ["an empty value", { rate: null }, "rate: expected a number, found null"],
    ["a text", { name: 3 }, "name: expected a text, found 3"],
    ["yes or no", { isFast: "yes" }, 'isFast: expected true or false, found "yes"'],
    ["a text, not a date", { name: new Date(0) }, "name: expected a text, found 1970-01-01T00:00:00.000Z"],
    ["a key of no letters", { words: { "": "x" } }, 'words."": expected small letters, found ""'],
    ["a list", { labels: "a" }, 'labels: expected a list, found "a"'],
    ["an element of a list", { labels: ["a", 2] }, "labels.1: expected a text, found 2"],
    ["keys", { loss: "softmax" }, 'loss: expected keys with values, found "softmax"'],
    ["a missing key", { loss: { type: "softmax" } }, "loss.scale: expected a number, found nothing"],
    ["the whole value", [], "expected keys with values, found []"],
    ["the only choice", { kind: "gpt" }, 'kind: expected "bert", found "gpt"'],
    ["a choice", { schedule: "sine" }, 'schedule: expected "constant", "linear" or "cosine", found "sine"'],
    ["a choice of a branch", { loss: { type: "sum" } }, 'loss.type: expected "contrastive" or "softmax", found "sum"'],
    ["no choice of a branch", { loss: {} }, 'loss.type: expected "contrastive" or "softmax", found nothing'],
    ["a lower bound", { epochs: 0 }, "epochs: expected at least 1, found 0"],
    ["an open lower bound", { rate: 0 }, "rate: expected more than 0, found 0"],
    ["an open upper bound", { rate: 1 }, "rate: expected less than 1, found 1"],
    ["a short text", { name: "" }, 'name: expected at least 1 character, found ""'],
    ["a long text", { name: "long" }, 'name: expected at most 3 characters, found "long"'],
    ["a short list", { labels: ["a"] }, 'labels: expected at least 2 items, found ["a"]'],
    ["a schema's own words", { unique: ["a", "a"] }, 'unique: expected each once, found ["a","a"]'],
    ["words that are no expectation", { first: 1, second: 2 }, "second: give first or second, not both"],
    ["a key's form", { words: { A1: "x" } }, 'words.A1: expected small letters, found "A1"'],
    ["none of two kinds", { dropout: "much" }, 'dropout: expected a number or keys with values, found "much"'],
    ["a bound of the kind that came", { dropout: 0.95 }, "dropout: expected at most 0.9, found 0.95"],
    ["a key of the kind that came", { dropout: { hidden: 0 } }, "dropout.attention: expected a number, found nothing"],
  ])("%s", (_what, value, description) => {
    expect(faultOf(value)).toBe(description);
  });

  it("a long value is cut, and a secret is not shown", () => {
    expect(faultOf({ rate: "x".repeat(1000) })).toMatch(/^rate: expected a number, found "x{79}…$/);
    expect(faultOf({ apiKey: "secret" })).toBe("apiKey: expected at most 5 characters, found [redacted]");
    expect(faultOf({ apiKey: 12345678 })).toBe("apiKey: expected a text, found [redacted]");
    expect(faultOf({ apiKey: [12345678] })).toBe("apiKey: expected a text, found [redacted]");
    expect(faultOf({ apiKey: null })).toBe("apiKey: expected a text, found null");
    expect(faultOf({ rate: "https://me:word@host" })).not.toContain("word");
  });
});

describe("an unknown key", () => {
  const nearestOf = (value: unknown): unknown => {
    const result = checkValue(schema, value);
    return "fault" in result ? result.fault.unknownKey : undefined;
  };

  it("comes before other faults, with the nearest key of its place", () => {
    expect(faultOf({ epochs: 0, Rate: 1 })).toBe('unknown key "Rate"');
    expect(nearestOf({ epochs: 0, Rate: 1 })).toEqual({ nearest: "rate" });
    expect(nearestOf({ dropout: { hidden: 0, attention: 0, atention: 0 } })).toEqual({ nearest: "dropout.attention" });
    expect(nearestOf({ somethingElse: 1 })).toEqual({ nearest: undefined });
  });

  it("is held against the chosen branch alone", () => {
    expect(nearestOf({ loss: { type: "softmax", scale: 1, margin: 1 } })).toEqual({ nearest: undefined });
    expect(nearestOf({ loss: { type: "softmax", scale: 1, Scale: 1 } })).toEqual({ nearest: "loss.scale" });
  });
});

it("data comes with its defaults", () => {
  expect(checkValue(z.object({ a: z.int().default(3) }), {})).toEqual({ data: { a: 3 } });
});
