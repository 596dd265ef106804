import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@intentsmith/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadModel } from "../../folder/load-model.ts";
import { saveModel } from "../../folder/save-model.ts";
import { randomModel } from "../../make/random-model.ts";
import { goldenFolder } from "../../testing/tiny-bert.ts";
import { readSafetensors, writeSafetensors, type WeightTensor } from "../../weights/safetensors.ts";

const golden = goldenFolder("tiny-distilbert");
let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "distilbert-"));
});
afterEach(() => rmSync(parent, { recursive: true }));
const json = (folder: string, name: string) => JSON.parse(readFileSync(join(folder, name), "utf8"));

it("a fresh DistilBERT has every LayerNorm at 1 and 0, and loads after it is saved", async () => {
  const { config, tokenizer } = await loadModel(golden);
  const fresh = randomModel({ config, tokenizer, seed: 1 });
  for (const name of [
    "embeddings.LayerNorm",
    "transformer.layer.0.sa_layer_norm",
    "transformer.layer.1.output_layer_norm",
  ]) {
    expect(fresh.weights.get(`${name}.weight`)?.data).toEqual(new Float32Array(16).fill(1));
    expect(fresh.weights.get(`${name}.bias`)?.data).toEqual(new Float32Array(16));
  }
  await saveModel(join(parent, "fresh"), fresh);
  expect((await loadModel(join(parent, "fresh"))).weights).toEqual(fresh.weights);
});

describe("a DistilBERT's folder", () => {
  it("comes back as Python wrote it: config keys, tokenizer class and every weight", async () => {
    const saved = join(parent, "saved");
    await saveModel(saved, await loadModel(golden));
    expect(json(saved, "config.json")).toEqual({ ...json(golden, "config.json"), torch_dtype: "float32" });
    // A BertTokenizer would hand token_type_ids to a model that takes none.
    expect(json(saved, "tokenizer_config.json")["tokenizer_class"]).toBe("DistilBertTokenizer");
    const weights = (folder: string) =>
      Object.fromEntries(readSafetensors(join(folder, "model.safetensors")).tensors.entries());
    expect(weights(saved)).toEqual(weights(golden));
    const [once, again] = [await loadModel(saved), join(parent, "again")];
    await saveModel(again, once);
    for (const name of ["config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"]) {
      expect(readFileSync(join(again, name)).equals(readFileSync(join(saved, name))), name).toBe(true);
    }
  });

  it("takes the prefixed names of a masked language model and says which tensors it leaves out", async () => {
    const folder = join(parent, "masked");
    cpSync(golden, folder, { recursive: true });
    const file = join(folder, "model.safetensors");
    const tensors = new Map<string, WeightTensor>(
      [...(readSafetensors(file).tensors as ReadonlyMap<string, WeightTensor>)].map(
        ([name, tensor]) => [`distilbert.${name}`, tensor] as const,
      ),
    );
    tensors.set("vocab_projector.bias", { shape: [1], data: new Float32Array(1) });
    writeSafetensors(file, tensors);
    const warnings: string[] = [];
    const warn = (line: string): void => void warnings.push(line);
    const loaded = await loadModel(folder, { logger: { ...silentLogger, warn } });
    expect(warnings).toEqual([
      expect.stringContaining("1 tensors are no part of the encoder, left out: vocab_projector.bias"),
    ]);
    expect(loaded.weights).toEqual((await loadModel(golden)).weights);
  });

  it.each([
    [
      "hidden_dim",
      64,
      /transformer\.layer\.0\.ffn\.lin1\.weight: config\.json asks for shape \[64, 16\], the file has \[32, 16\]/,
    ],
    ["n_layers", 3, /missing transformer\.layer\.2\.attention\.q_lin\.weight, .* and 13 more/],
    ["max_position_embeddings", 32, /embeddings\.position_embeddings\.weight: config\.json asks for shape \[32, 16\]/],
  ])("is refused where %s is %i", async (key, value, message) => {
    const folder = join(parent, "wrong");
    cpSync(golden, folder, { recursive: true });
    writeFileSync(join(folder, "config.json"), JSON.stringify({ ...json(golden, "config.json"), [key]: value }));
    await expect(loadModel(folder)).rejects.toThrow(message);
    await expect(loadModel(folder)).rejects.toMatchObject({ code: "MODEL_MALFORMED" });
  });
});
