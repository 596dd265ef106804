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
