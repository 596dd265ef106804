import { join } from "node:path";
import { readJsonFile } from "@intentsmith/core";
import { describe, expect, it } from "vitest";
import { goldenFolder } from "../../testing/tiny-bert.ts";
import { distilbertConfigJson, parseDistilbertConfig } from "./config.ts";

const json = readJsonFile(join(goldenFolder("tiny-distilbert"), "config.json"), "config") as Record<string, unknown>;

describe("parseDistilbertConfig", () => {
  it("reads a config.json of transformers", () => {
    expect(parseDistilbertConfig(json, "config.json")).toEqual({
      family: "distilbert",
      hiddenSize: 16,
      layerCount: 2,
      headCount: 4,
      feedForwardSize: 32,
      vocabularySize: 161,
      maxPositions: 64,
      positionOffset: 0,
      typeVocabularySize: 0,
      layerNormEpsilon: 1e-12,
      activation: "gelu",
      hiddenDropout: 0.1,
      attentionDropout: 0.1,
      padTokenId: 0,
      initializerRange: 0.02,
    });
  });

  it("gives what transformers leaves out its default", () => {
    const { activation: _, sinusoidal_pos_embds: __, dropout: ___, pad_token_id: ____, ...short } = json;
    expect(parseDistilbertConfig(short, "config.json")).toEqual(parseDistilbertConfig(json, "config.json"));
  });

  it.each([
    [{ activation: "tanh" }, /activation: one of gelu, .* expected, found "tanh"/],
    [{ sinusoidal_pos_embds: true }, /sinusoidal_pos_embds: false expected, found true/],
    [{ model_type: "bert" }, /model_type: "distilbert" expected, found "bert"/],
    [{ quantization_config: { bits: 8 } }, /quantization_config/],
  ])("refuses %o as not supported", (change, message) => {
    const parse = () => parseDistilbertConfig({ ...json, ...change }, "config.json");
    expect(parse).toThrow(expect.objectContaining({ code: "MODEL_UNSUPPORTED" }));
    expect(parse).toThrow(message);
  });

  it.each([
    [{ dim: undefined }, /config\.json: dim: expected a whole number, found nothing/],
    [{ n_layers: 0 }, /n_layers: expected at least 1, found 0/],
    [{ attention_dropout: 1 }, /attention_dropout: expected less than 1, found 1/],
    [{ n_heads: 3 }, /dim 16 is not a multiple of n_heads 3/],
  ])("refuses %o as malformed", (change, message) => {
    const parse = () => parseDistilbertConfig({ ...json, ...change }, "config.json");
    expect(parse).toThrow(expect.objectContaining({ code: "MODEL_MALFORMED" }));
    expect(parse).toThrow(message);
  });
});

describe("distilbertConfigJson", () => {
  it("gives back what was read, and keeps what the encoder has no use for", () => {
    const config = { ...parseDistilbertConfig(json, "config.json"), layerCount: 1, vocabularySize: 100 };
    const written = distilbertConfigJson(config, { ...json, _name_or_path: "somewhere", dtype: "float16" });
    expect(parseDistilbertConfig(written, "config.json")).toEqual(config);
    expect(written).toEqual({ ...json, n_layers: 1, vocab_size: 100, torch_dtype: "float32" });
  });
});
