import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { applySettings, parseConfig, readYamlFile } from "./config.ts";
import { parseRecord } from "./parse-record.ts";

const schema = z.strictObject({
  model: z.strictObject({ base: z.string(), maxSequenceLength: z.int().optional() }),
  sampler: z.discriminatedUnion("type", [
    z.strictObject({ type: z.literal("grouped"), batchTexts: z.int() }),
    z.strictObject({ type: z.literal("shuffled"), batchPairs: z.int() }),
  ]),
  epochs: z.int().default(1),
});
const good = { model: { base: "x" }, sampler: { type: "grouped", batchTexts: 4 } };

const thrownBy = (value: unknown): unknown => {
  try {
    return parseConfig(schema, value, "c.yaml");
  } catch (error) {
    return error;
  }
};

/** Nine levels of nine aliases of the level before: 9⁹ values. */
function aliasBomb(style: "block" | "flow"): string {
  const levels = Array.from("abcdefghi", (name, i) => {
    const items = Array(9).fill(i === 0 ? "x" : `*${"abcdefghi"[i - 1]}`);
    return `${name}: &${name} [${items.join(", ")}]`;
  });
  return style === "block" ? levels.join("\n") : `{${levels.join(", ")}}`;
}

describe("parseConfig", () => {
  it("fills in defaults", () => {
    expect(parseConfig(schema, good, "c.yaml")).toEqual({ ...good, epochs: 1 });
  });

  it.each([
    [{ ...good, epoch: 2 }, 'c.yaml: unknown key "epoch"', 'Did you mean "epochs"?'],
    [
      { ...good, model: { base: "x", maxSequenceLenght: 3 } },
      'c.yaml: unknown key "model.maxSequenceLenght"',
      'Did you mean "model.maxSequenceLength"?',
    ],
    [
      { ...good, sampler: { type: "shuffled", batchPairs: 4, batchTexts: 4 } },
      'c.yaml: unknown key "sampler.batchTexts"',
      'Did you mean "sampler.batchPairs"?',
    ],
    [
      { ...good, notAnything: 1 },
      'c.yaml: unknown key "notAnything"',
      "Remove it; docs/reference/config.md lists every key.",
    ],
  ])("an unknown key names the nearest: %j", (value, message, hint) => {
    expect(thrownBy(value)).toMatchObject({ code: "CONFIG_UNKNOWN_KEY", message, hint });
  });

  it("another fault names key, what was expected and what came", () => {
    expect(thrownBy({ ...good, epochs: 1.5 })).toMatchObject({
      code: "CONFIG_INVALID",
      message: "c.yaml: epochs: expected a whole number, found 1.5",
      hint: "docs/reference/config.md lists every key with its type and default.",
    });
    expect(thrownBy(null)).toMatchObject({
      code: "CONFIG_INVALID",
      message: "c.yaml: expected keys with values, found null",
    });
  });
});

describe("applySettings", () => {
  it("sets values as YAML, making what is missing, and leaves its input alone", () => {
    const config = { train: { epochs: 1 } };
    const set = applySettings(config, [
      "train.epochs=4",
      "train.sampler={type: grouped, batchTexts: 8}",
      "data.files=[a, b]",
    ]);
    expect(set).toEqual({
      train: { epochs: 4, sampler: { type: "grouped", batchTexts: 8 } },
      data: { files: ["a", "b"] },
    });
    expect(config).toEqual({ train: { epochs: 1 } });
  });

  it.each(["train.epochs", "=4"])("refuses %s, a setting without a key or a value", (setting) => {
    expect(() => applySettings({}, [setting])).toThrow(
      expect.objectContaining({
        code: "ARGUMENT_INVALID",
        message: `--set ${setting}: expected a.b=value`,
        hint: "For example: --set train.epochs=4",
      }),
    );
  });

  it("takes all after the first = for the value, and puts keys in place of what is none", () => {
    expect(applySettings({ a: 1, b: null }, ["a.x=p=q", "b.y=1", "c=2", "d="])).toEqual({
      a: { x: "p=q" },
      b: { y: 1 },
      c: 2,
      d: null,
    });
    expect(applySettings(undefined, ["a=1"])).toEqual({ a: 1 });
  });

  it.each(["__proto__.x=1", "train.__proto__.x=1", "constructor.prototype.x=1", "a.prototype=1", "__proto__={x: 1}"])(
    "refuses %s, and no other object changes",
    (setting) => {
      expect(() => applySettings({ train: {} }, [setting])).toThrow(
        expect.objectContaining({
          code: "ARGUMENT_INVALID",
          message: expect.stringMatching(
            /^--set \S+.*: no key is called "(__proto__|constructor|prototype)"$/,
          ) as string,
          hint: "Remove this setting.",
        }),
      );
      expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
    },
  );

  it.each([
    ["train.loss={type: label-softmax", "Flow map must end with a }"],
    ["train.files=[a, b", "Flow sequence must end with a ]"],
    ["data.text=*nowhere", "Unresolved alias"],
    ["train={__proto__: {x: 1}}", 'the key "__proto__" cannot be used'],
    [`train=${aliasBomb("flow")}`, "its aliases multiply into too many values"],
  ])("refuses a value that is not YAML: %.40s", (setting, why) => {
    expect(() => applySettings({}, [setting])).toThrow(
      expect.objectContaining({
        code: "ARGUMENT_INVALID",
        message: expect.stringContaining(`the value is not valid YAML: ${why}`),
        hint: "Close every bracket and quote; a text that YAML would read otherwise goes in quotes.",
      }),
    );
  });
});

describe("readYamlFile", () => {
  const folder = mkdtempSync(join(tmpdir(), "core-config-"));
  beforeAll(() => {
    writeFileSync(join(folder, "broken.yaml"), "a: 1\nb: [1\nc: 2\n");
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("names the line of a fault", () => {
    expect(() => readYamlFile(join(folder, "broken.yaml"))).toThrow(
      expect.objectContaining({
        code: "FILE_MALFORMED",
        // the parser's own "at line 3, column 1" is not said a second time
        message: expect.stringMatching(/broken\.yaml:3:1: not valid YAML: (?!.*column)/) as string,
        hint: "Mend that line.",
      }),
    );
  });

  it("reads YAML and JSON", () => {
    writeFileSync(join(folder, "good.yaml"), "a: [1, yes]\nb: {c: null}\n");
    expect(readYamlFile(join(folder, "good.yaml"))).toEqual({ a: [1, "yes"], b: { c: null } });
    writeFileSync(join(folder, "good.json"), '{"a": 1.5}');
    expect(readYamlFile(join(folder, "good.json"))).toEqual({ a: 1.5 });
  });

  it.each([
    ["aliases that multiply", aliasBomb("block"), "its aliases multiply into too many values"],
    ["an alias of nothing", "a: *nowhere", "Unresolved alias"],
    ["a key that would be no key of its own", "a: {__proto__: {b: 1}}", 'the key "__proto__" cannot be used'],
    ["brackets without end", "[".repeat(10_000), ""],
  ])("refuses %s", (_what, text, why) => {
    writeFileSync(join(folder, "odd.yaml"), text);
    expect(() => readYamlFile(join(folder, "odd.yaml"))).toThrow(
      expect.objectContaining({
        code: "FILE_MALFORMED",
        message: expect.stringContaining(`not valid YAML: ${why}`),
        hint: why === "" ? "Mend that line." : expect.stringMatching(/^Mend (the file|that line)\.$/),
      }),
    );
  });

  it("names a file that is not there", () => {
    expect(() => readYamlFile(join(folder, "none.yaml"))).toThrow(/cannot read the config: no such file/);
  });
});

describe("parseRecord", () => {
  const record = z.object({ format: z.literal(2) });

  it("gives what the schema knows", () => {
    expect(parseRecord(record, { format: 2, more: 1 }, "a/run.json")).toEqual({ format: 2 });
  });

  it.each([
    ["FILE_MALFORMED", /^A program wrote it, and it was changed/],
    ["MODEL_MALFORMED", /^The folder is damaged, or a newer version wrote it/],
  ] as const)("says %s with file, key, what was expected and what came", (code, hint) => {
    expect(() => parseRecord(record, { format: 3 }, "a/run.json", code)).toThrow(
      expect.objectContaining({
        code,
        message: "a/run.json: format: expected 2, found 3",
        hint: expect.stringMatching(hint) as string,
      }),
    );
  });

  it("is about a file where nothing else is said", () => {
    expect(() => parseRecord(record, null, "a/run.json")).toThrow(expect.objectContaining({ code: "FILE_MALFORMED" }));
  });
});
