import { expect, it } from "vitest";
import { architectureOf, parseEncoderConfig } from "./families.ts";

it("a config.json is read by the family that it names", () => {
  const sizes = { vocab_size: 10, max_position_embeddings: 8, n_layers: 1, n_heads: 2, dim: 4, hidden_dim: 8 };
  const config = parseEncoderConfig({ model_type: "distilbert", ...sizes }, "config.json");
  expect(config).toMatchObject({ family: "distilbert", hiddenSize: 4, typeVocabularySize: 0 });
  expect(architectureOf(config).family).toBe("distilbert");
});

it.each(["t5", undefined, "__proto__"])("model_type %o is refused, and the families that work are named", (type) => {
  const parse = (): unknown => parseEncoderConfig({ model_type: type }, "config.json");
  expect(parse).toThrow(
    /config\.json: model_type: one of bert, distilbert, roberta, xlm-roberta, camembert, mpnet expected, found /,
  );
  expect(parse).toThrow(expect.objectContaining({ code: "MODEL_UNSUPPORTED" }));
});

const bertSizes = {
  vocab_size: 10,
  max_position_embeddings: 8,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  hidden_size: 4,
  intermediate_size: 8,
};

it.each(["roberta", "xlm-roberta", "camembert", "mpnet"])(
  "positions of %s start behind the padding token's id",
  (type) => {
    const json = { model_type: type, ...bertSizes };
    const config = parseEncoderConfig(json, "config.json");
    expect(config).toMatchObject({ family: type, padTokenId: 1, positionOffset: 2, maxPositions: 6 });
    const written = architectureOf(config).configJson(config, json);
    expect(written).toMatchObject({ ...json, pad_token_id: 1 });
    expect(parseEncoderConfig(written, "config.json")).toEqual(config);
    const shapes = architectureOf(config).weightShapes(config);
    expect(shapes.get("embeddings.position_embeddings.weight")).toEqual([8, 4]);
    expect(() => parseEncoderConfig({ ...json, max_position_embeddings: 2 }, "config.json")).toThrow(
      /max_position_embeddings: the rows up to pad_token_id are not used, and that leaves none/,
    );
  },
);

it.each([
  [{ pad_token_id: 0 }, /pad_token_id: 1 expected, found 0/],
  [{ relative_attention_num_buckets: 64 }, /relative_attention_num_buckets: 32 expected, found 64/],
])("an MPNet with %o, which transformers does not compute with, is refused", (change, message) => {
  expect(() => parseEncoderConfig({ model_type: "mpnet", ...bertSizes, ...change }, "config.json")).toThrow(message);
});
