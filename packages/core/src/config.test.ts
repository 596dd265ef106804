import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { applySettings, parseConfig, readYamlFile } from "./config.ts";

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
    [{ ...good, notAnything: 1 }, 'c.yaml: unknown key "notAnything"', expect.stringContaining("Remove it")],
  ])("an unknown key names the nearest: %j", (value, message, hint) => {
    expect(thrownBy(value)).toMatchObject({ code: "CONFIG_UNKNOWN_KEY", message, hint });
  });

  it("another fault names key, what was expected and what came", () => {
    expect(thrownBy({ ...good, epochs: 1.5 })).toMatchObject({
      code: "CONFIG_INVALID",
      message: "c.yaml: epochs: expected a whole number, found 1.5",
      hint: expect.stringContaining("docs/reference/config.md"),
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

  it("refuses a setting without a value", () => {
    expect(() => applySettings({}, ["train.epochs"])).toThrow("--set train.epochs: expected a.b=value");
  });

  it.each(["__proto__.x=1", "train.__proto__.x=1", "constructor.prototype.x=1", "a.prototype=1", "__proto__={x: 1}"])(
    "refuses %s, and no other object changes",
    (setting) => {
      expect(() => applySettings({ train: {} }, [setting])).toThrow(
        expect.objectContaining({ code: "ARGUMENT_INVALID", message: expect.stringContaining("no key is called") }),
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
    expect(() => readYamlFile(join(folder, "broken.yaml"))).toThrow(/broken\.yaml:3:\d+: not valid YAML/);
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
      }),
    );
  });

  it("names a file that is not there", () => {
    expect(() => readYamlFile(join(folder, "none.yaml"))).toThrow(/cannot read the config: no such file/);
  });
});
