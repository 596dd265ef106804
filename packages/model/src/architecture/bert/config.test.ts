import { join } from "node:path";
import { readJsonFile } from "@intentsmith/core";
import { describe, expect, it } from "vitest";
import { tinyBertFolder } from "../../testing/tiny-bert.ts";
import { bert } from "./bert.ts";

const { parseConfig: parseBertConfig, configJson: bertConfigJson } = bert;

const json = readJsonFile(join(tinyBertFolder, "config.json"), "config") as Record<string, unknown>;

describe("parseBertConfig", () => {
  it("reads a config.json of transformers", () => {
    expect(parseBertConfig(json, "config.json")).toEqual({
      family: "bert",
      hiddenSize: 16,
      layerCount: 2,
      headCount: 4,
      feedForwardSize: 32,
      vocabularySize: 161,
      maxPositions: 64,
      positionOffset: 0,
      typeVocabularySize: 2,
      layerNormEpsilon: 1e-12,
      activation: "gelu",
      hiddenDropout: 0.1,
      attentionDropout: 0.1,
      padTokenId: 0,
      initializerRange: 0.02,
    });
  });

  it("gives what transformers leaves out its default", () => {
    const { layer_norm_eps: _, hidden_act: __, position_embedding_type: ___, pad_token_id: ____, ...short } = json;
    expect(parseBertConfig(short, "config.json")).toEqual(parseBertConfig(json, "config.json"));
  });

  it.each([
    [{ model_type: "roberta" }, /model_type: "bert" expected, found "roberta"/],
    [{ model_type: undefined }, /model_type: "bert" expected, found undefined/],
    [{ hidden_act: "gelu_10" }, /hidden_act: one of gelu, gelu_new, .*, silu, swish expected, found "gelu_10"/],
    [{ position_embedding_type: "relative_key" }, /position_embedding_type: "absolute" expected/],
    [{ is_decoder: true }, /is_decoder: false expected, found true/],
    [{ quantization_config: { bits: 8 } }, /quantization_config/],
  ])("refuses %o as not supported", (change, message) => {
    const parse = () => parseBertConfig({ ...json, ...change }, "config.json");
    expect(parse).toThrow(expect.objectContaining({ code: "MODEL_UNSUPPORTED" }));
    expect(parse).toThrow(message);
  });

  it.each([
    [{ hidden_size: undefined }, /config\.json: hidden_size: expected a whole number, found nothing/],
    [{ num_hidden_layers: 0 }, /num_hidden_layers: expected at least 1, found 0/],
    [{ vocab_size: "30522" }, /vocab_size: expected a whole number, found "30522"/],
    [{ hidden_dropout_prob: 1 }, /hidden_dropout_prob: expected less than 1, found 1/],
    [{ num_attention_heads: 3 }, /hidden_size 16 is not a multiple of num_attention_heads 3/],
  ])("refuses %o as malformed", (change, message) => {
    const parse = () => parseBertConfig({ ...json, ...change }, "config.json");
    expect(parse).toThrow(expect.objectContaining({ code: "MODEL_MALFORMED" }));
    expect(parse).toThrow(message);
  });

  it.each([null, [], "bert", 3])("refuses %o", (value) => {
    expect(() => parseBertConfig(value, "config.json")).toThrow(/a JSON object expected/);
  });
});

describe("bertConfigJson", () => {
  it("gives back what was read, and keeps what the encoder has no use for", () => {
    const config = { ...parseBertConfig(json, "config.json"), layerCount: 1, vocabularySize: 100 };
    const written = bertConfigJson(config, {
      ...json,
      id2label: { 0: "x" },
      _name_or_path: "somewhere",
      dtype: "float16",
    });
    expect(parseBertConfig(written, "config.json")).toEqual(config);
    expect(written).toMatchObject({ id2label: { 0: "x" }, torch_dtype: "float32", num_hidden_layers: 1 });
    expect(written).not.toHaveProperty("_name_or_path");
    expect(written).not.toHaveProperty("dtype");
  });
});
