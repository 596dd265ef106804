import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readJsonFile, silentLogger } from "@intentsmith/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadModel } from "./load-model.ts";
import { readSafetensors, writeSafetensors, type WeightTensor } from "../weights/safetensors.ts";
import { tinyBertFolder } from "../testing/tiny-bert.ts";

type Json = Record<string, any>;
type Tensors = Map<string, WeightTensor>;

let folder: string;
let warnings: string[];
const load = () => loadModel(folder, { logger: { ...silentLogger, warn: (message) => void warnings.push(message) } });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "load-"));
  warnings = [];
  cpSync(tinyBertFolder, folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

const edit = (name: string, change: (json: Json) => void): void => {
  const json = readJsonFile(join(folder, name), name) as Json;
  change(json);
  writeFileSync(join(folder, name), JSON.stringify(json));
};
const editWeights = (change: (tensors: Tensors) => Tensors | void): void => {
  const tensors = readSafetensors(join(folder, "model.safetensors")).tensors as Tensors;
  writeSafetensors(join(folder, "model.safetensors"), change(tensors) ?? tensors);
};
const remove = (...names: string[]): void => names.forEach((name) => rmSync(join(folder, name), { recursive: true }));

describe("loadModel", () => {
  it("reads a folder of sentence-transformers", async () => {
    const model = await load();
    expect(model).toMatchObject({ pooling: "mean", normalize: true, maxSequenceLength: 48, source: folder });
    expect(model.weights.size).toBe(39);
    expect(model.weights.get("embeddings.word_embeddings.weight")?.shape).toEqual([161, 16]);
    expect(warnings).toEqual([]);
  });

  it("reads the names of version 6 and older ones alike", async () => {
    writeFileSync(
      join(folder, "modules.json"),
      JSON.stringify([
        { idx: 0, name: "0", path: "", type: "sentence_transformers.base.modules.transformer.Transformer" },
        {
          idx: 1,
          name: "1",
          path: "1_Pooling",
          type: "sentence_transformers.sentence_transformer.modules.pooling.Pooling",
        },
        { idx: 2, name: "2", path: "2_Normalize", type: "sentence_transformers.base.modules.normalize.Normalize" },
      ]),
    );
    writeFileSync(
      join(folder, "1_Pooling", "config.json"),
      JSON.stringify({ embedding_dimension: 16, pooling_mode: "cls", include_prompt: true }),
    );
    writeFileSync(
      join(folder, "sentence_bert_config.json"),
      JSON.stringify({ transformer_task: "feature-extraction" }),
    );
    edit("tokenizer_config.json", (json) => (json["model_max_length"] = 40));
    expect(await load()).toMatchObject({ pooling: "cls", normalize: true, maxSequenceLength: 40 });
  });

  it("finds the transformer in a folder of its own", async () => {
    mkdirSync(join(folder, "0_Transformer"));
    for (const name of ["config.json", "model.safetensors", "tokenizer.json", "sentence_bert_config.json"]) {
      renameSync(join(folder, name), join(folder, "0_Transformer", name));
    }
    edit("modules.json", (json) => (json[0].path = "0_Transformer"));
    expect((await load()).weights.size).toBe(39);
  });

  it("takes prefixed names, gamma and beta, float16 and position_ids", async () => {
    const plain = await load();
    editWeights(
      (tensors) =>
        new Map([
          ["bert.embeddings.position_ids", { shape: [1, 64], data: new Float32Array(64) }],
          ...[...tensors].map(([name, tensor]): [string, WeightTensor] => [
            `bert.${name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta")}`,
            tensor,
          ]),
        ]),
    );
    expect((await load()).weights).toEqual(plain.weights);
    writeSafetensors(join(folder, "model.safetensors"), plain.weights, { dtype: "F16" });
    const half = (await load()).weights;
    for (const [name, { data }] of plain.weights) {
      const rounded = half.get(name)?.data as Float32Array;
      for (const [i, value] of data.entries()) expect(Math.abs((rounded[i] as number) - value)).toBeLessThan(1e-3);
    }
  });

  it("goes without a pooler and says which tensors it leaves out", async () => {
    editWeights((tensors) => {
      tensors.delete("pooler.dense.weight");
      tensors.delete("pooler.dense.bias");
      tensors.set("cls.predictions.bias", { shape: [1], data: new Float32Array(1) });
    });
    expect((await load()).weights.size).toBe(37);
    expect(warnings).toEqual([
      expect.stringContaining("1 tensors are no part of the encoder, left out: cls.predictions.bias"),
    ]);
  });

  it("takes a folder without modules.json as a plain transformer and says so", async () => {
    remove("modules.json", "1_Pooling");
    expect(await load()).toMatchObject({ pooling: "mean", normalize: false });
    expect(warnings).toEqual([expect.stringContaining("mean pooling, not normalised")]);
  });

  it.each([
    ["what sentence_bert_config.json says", 48, () => {}],
    ["tokenizer_config.json without it", 64, () => remove("sentence_bert_config.json")],
    ["the positions when no file says", 64, () => remove("sentence_bert_config.json", "tokenizer_config.json")],
    [
      "the positions when a file asks for more",
      64,
      () =>
        edit("tokenizer_config.json", (json) => {
          json["model_max_length"] = 1e30;
          remove("sentence_bert_config.json");
        }),
    ],
  ])("takes the longest sequence from %s", async (_, expected, change) => {
    change();
    expect((await load()).maxSequenceLength).toBe(expected);
  });
});

describe("a folder that cannot be used", () => {
  it.each<[string, string, RegExp, () => void]>([
    ["no folder", "FILE_NOT_FOUND", /no such model folder/, () => (folder += "/nowhere")],
    ["no config", "FILE_NOT_FOUND", /config\.json/, () => remove("config.json")],
    ["no weights", "FILE_NOT_FOUND", /model\.safetensors: cannot read the weights/, () => remove("model.safetensors")],
    [
      "a pickle only",
      "MODEL_UNSUPPORTED",
      /model\.safetensors expected, found only pytorch_model\.bin/,
      () => renameSync(join(folder, "model.safetensors"), join(folder, "pytorch_model.bin")),
    ],
    [
      "broken JSON",
      "FILE_MALFORMED",
      /config\.json: .*line 1, column/,
      () => writeFileSync(join(folder, "config.json"), "{,}"),
    ],
    [
      "other weights",
      "MODEL_MALFORMED",
      /missing encoder\.layer\.2\.attention\.self\.query\.weight, .* and 13 more/,
      () => edit("config.json", (json) => (json["num_hidden_layers"] = 3)),
    ],
    [
      "another shape",
      "MODEL_MALFORMED",
      /encoder\.layer\.0\.intermediate\.dense\.weight: config\.json asks for shape \[64, 16\], the file has \[32, 16\]/,
      () => edit("config.json", (json) => (json["intermediate_size"] = 64)),
    ],
    [
      "a larger tokenizer",
      "MODEL_MALFORMED",
      /the tokenizer has 161 tokens, config\.json says vocab_size 100/,
      () => edit("config.json", (json) => (json["vocab_size"] = 100)),
    ],
    [
      "one weight under two names",
      "MODEL_MALFORMED",
      /LayerNorm\.bias and .*LayerNorm\.beta are the same weight|LayerNorm\.beta and .*LayerNorm\.bias are the same weight/,
      () =>
        editWeights((tensors) => {
          tensors.set("embeddings.LayerNorm.beta", { shape: [16], data: new Float32Array(16) });
        }),
    ],
    [
      "another module",
      "MODEL_UNSUPPORTED",
      /module type sentence_transformers\.models\.Dense is not supported/,
      () =>
        edit("modules.json", (json) => json["push"]({ path: "3_Dense", type: "sentence_transformers.models.Dense" })),
    ],
    [
      "another order",
      "MODEL_UNSUPPORTED",
      /Transformer, Pooling and perhaps Normalize expected, found Pooling, Transformer, Normalize/,
      () => edit("modules.json", (json) => ([json[0], json[1]] = [json[1], json[0]])),
    ],
    [
      "a path out of the folder",
      "MODEL_MALFORMED",
      /leads out of the folder/,
      () => edit("modules.json", (json) => (json[1].path = "../../../etc")),
    ],
    [
      "a pooling that nobody knows",
      "MODEL_UNSUPPORTED",
      /pooling by cls, max, mean, .* expected, found mean \+ median/,
      () => edit("1_Pooling/config.json", (json) => (json["pooling_mode"] = ["mean", "median"])),
    ],
    [
      "prompts that are not pooled",
      "MODEL_UNSUPPORTED",
      /include_prompt: true expected, found false/,
      () => edit("1_Pooling/config.json", (json) => (json["include_prompt"] = false)),
    ],
    [
      "a pooling of another width",
      "MODEL_MALFORMED",
      /embeddings of width 32, but config\.json says hidden_size 16/,
      () => edit("1_Pooling/config.json", (json) => (json["word_embedding_dimension"] = 32)),
    ],
    [
      "an impossible length",
      "MODEL_MALFORMED",
      /max_seq_length: a number of at least 3 expected, found "long"/,
      () => edit("sentence_bert_config.json", (json) => (json["max_seq_length"] = "long")),
    ],
    [
      "truncated embeddings",
      "MODEL_UNSUPPORTED",
      /truncate_dim/,
      () => writeFileSync(join(folder, "config_sentence_transformers.json"), JSON.stringify({ truncate_dim: 8 })),
    ],
  ])("%s: %s", async (_, code, message, change) => {
    const before = folder;
    change();
    const failure = load();
    await expect(failure).rejects.toMatchObject({ code });
    await expect(failure).rejects.toThrow(message);
    folder = before;
  });
});
