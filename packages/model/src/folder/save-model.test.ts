import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadModel } from "./load-model.ts";
import { randomModel } from "../make/random-model.ts";
import { saveModel } from "./save-model.ts";
import { tinyBertFolder } from "../testing/tiny-bert.ts";

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "save-"));
});
afterEach(() => rmSync(parent, { recursive: true }));
const model = await loadModel(tinyBertFolder);
const json = (...parts: string[]) => JSON.parse(readFileSync(join(parent, ...parts), "utf8"));

describe("saveModel", () => {
  it("writes a folder that loads as the same model", async () => {
    const changed = { ...model, pooling: "max" as const, normalize: false, maxSequenceLength: 32 };
    await saveModel(join(parent, "model"), changed);
    const { tokenizer, source, configJson: _, ...loaded } = await loadModel(join(parent, "model"));
    const { tokenizer: __, source: ___, configJson: ____, ...expected } = changed;
    expect(loaded).toEqual(expected);
    expect(source).toBe(join(parent, "model"));
    expect(tokenizer.encode("stop the oven", 32)).toEqual(model.tokenizer.encode("stop the oven", 32));
  });

  it("keeps the layout that all versions of sentence-transformers read", async () => {
    await saveModel(join(parent, "model"), model);
    expect(json("model", "modules.json").map(({ type }: { type: string }) => type)).toEqual([
      "sentence_transformers.models.Transformer",
      "sentence_transformers.models.Pooling",
      "sentence_transformers.models.Normalize",
    ]);
    expect(json("model", "sentence_bert_config.json")).toEqual({ max_seq_length: 48, do_lower_case: false });
    expect(json("model", "tokenizer_config.json")).toMatchObject({
      model_max_length: 48,
      tokenizer_class: "BertTokenizer",
    });
    expect(json("model", "1_Pooling", "config.json")["pooling_mode_mean_tokens"]).toBe(true);
  });

  it("writes the same bytes each time, and again after loading", async () => {
    await saveModel(join(parent, "a"), model);
    await saveModel(join(parent, "b"), await loadModel(join(parent, "a")));
    for (const name of readdirSync(join(parent, "a"), { recursive: true }) as string[]) {
      if (name === "1_Pooling") continue;
      expect(readFileSync(join(parent, "b", name)).equals(readFileSync(join(parent, "a", name))), name).toBe(true);
    }
  });

  it("halves the weights on request", async () => {
    await saveModel(join(parent, "half"), model, { dtype: "F16" });
    expect(readFileSync(join(parent, "half", "model.safetensors")).byteLength).toBeLessThan(25_000);
    expect(json("half", "config.json")["torch_dtype"]).toBe("float32");
    const loaded = await loadModel(join(parent, "half"));
    await saveModel(join(parent, "half-again"), loaded, { dtype: "F16" });
    const bytes = (name: string) => readFileSync(join(parent, name, "model.safetensors"));
    expect(bytes("half-again").equals(bytes("half"))).toBe(true);
  });

  it("adds extra files, but none in the place of the model's or outside", async () => {
    await saveModel(join(parent, "model"), model, { extraFiles: { "README.md": "# card", "notes/a.txt": "a" } });
    expect(readFileSync(join(parent, "model", "notes", "a.txt"), "utf8")).toBe("a");
    for (const path of ["config.json", "../model.safetensors", "../../x", "/x"]) {
      await expect(saveModel(join(parent, "other"), model, { extraFiles: { [path]: "" } })).rejects.toMatchObject({
        code: "ARGUMENT_INVALID",
      });
    }
    expect(readdirSync(parent)).toEqual(["model"]);
  });

  it("overwrites only when it is told to", async () => {
    await saveModel(join(parent, "model"), model);
    await expect(saveModel(join(parent, "model"), model)).rejects.toMatchObject({ code: "OUTPUT_EXISTS" });
    await saveModel(join(parent, "model"), { ...model, maxSequenceLength: 20 }, { replace: true });
    expect((await loadModel(join(parent, "model"))).maxSequenceLength).toBe(20);
    expect(readdirSync(parent)).toEqual(["model"]);
  });
});

describe("randomModel", () => {
  const { config, tokenizer } = model;
  const fresh = (seed: number) => randomModel({ config, tokenizer, seed });

  it("is initialised as BERT is", () => {
    const { weights } = fresh(1);
    expect([...(weights.get("embeddings.LayerNorm.weight")?.data ?? [])]).toEqual(new Array(16).fill(1));
    expect([...(weights.get("encoder.layer.1.output.dense.bias")?.data ?? [])]).toEqual(new Array(16).fill(0));
    const words = weights.get("embeddings.word_embeddings.weight")?.data as Float32Array;
    expect([...words.subarray(0, 16)]).toEqual(new Array(16).fill(0)); // [PAD]
    const spread = Math.sqrt(words.subarray(16).reduce((sum, x) => sum + x * x, 0) / (words.length - 16));
    expect(spread).toBeCloseTo(0.02, 3);
  });

  it("is the same for the same seed, and loads after it is saved", async () => {
    expect(fresh(1).weights).toEqual(fresh(1).weights);
    expect(fresh(2).weights).not.toEqual(fresh(1).weights);
    await saveModel(join(parent, "random"), fresh(1));
    expect((await loadModel(join(parent, "random"))).weights).toEqual(fresh(1).weights);
  });
});
