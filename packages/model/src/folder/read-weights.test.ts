import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { goldenFolder } from "../testing/tiny-bert.ts";
import { writeSafetensors, readSafetensors, type WeightTensor } from "../weights/safetensors.ts";
import { loadModel } from "./load-model.ts";

const golden = goldenFolder("tiny-roberta");
const parent = mkdtempSync(join(tmpdir(), "weights-"));
afterAll(() => rmSync(parent, { recursive: true }));
let count = 0;

/** The golden model without its weights, and these files instead. */
function folderWith(files: Record<string, string>): string {
  const folder = join(parent, `model-${count++}`);
  cpSync(golden, folder, { recursive: true });
  rmSync(join(folder, "model.safetensors"));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

describe("weights in several files", () => {
  const tensors = [...readSafetensors(join(golden, "model.safetensors")).tensors] as [string, WeightTensor][];
  const names = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"] as const;
  const halves = [tensors.slice(0, 11), tensors.slice(11)] as const;
  const map = Object.fromEntries(halves.flatMap((half, i) => half.map(([name]) => [name, names[i]])));
  const sharded = (weight_map: object): string => {
    const folder = folderWith({ "model.safetensors.index.json": JSON.stringify({ metadata: {}, weight_map }) });
    for (const [i, half] of halves.entries()) writeSafetensors(join(folder, names[i] as string), half);
    return folder;
  };

  it("are read as those in one", async () => {
    expect((await loadModel(sharded(map))).weights).toEqual((await loadModel(golden)).weights);
  });

  it.each([
    [{ ...map, "encoder.layer.7.output.dense.weight": names[0] }, /encoder\.layer\.7.* is said to be in model-00001/],
    [{ x: "../model.safetensors" }, /names of files beside it expected/],
    [{ x: "..\\model.safetensors" }, /names of files beside it expected/],
    [{}, /names of files beside it expected/],
  ])("are refused where the list is wrong", async (weightMap, message) => {
    await expect(loadModel(sharded(weightMap))).rejects.toThrow(message);
    await expect(loadModel(sharded(weightMap))).rejects.toMatchObject({ code: "MODEL_MALFORMED" });
  });

  it("say which file is not there", async () => {
    const folder = sharded(map);
    rmSync(join(folder, names[1]));
    await expect(loadModel(folder)).rejects.toMatchObject({ code: "FILE_NOT_FOUND" });
  });
});

it.each(["pytorch_model.bin", "tf_model.h5"])("%s is refused, with the line that converts it", async (file) => {
  const folder = folderWith({ [file]: "a pickle" });
  await expect(loadModel(folder)).rejects.toMatchObject({
    code: "MODEL_UNSUPPORTED",
    message: expect.stringContaining(`found only ${file}`),
    hint: expect.stringContaining(`AutoModel.from_pretrained('${folder}').save_pretrained('${folder}')`),
  });
});

it("a folder with sentencepiece.bpe.model alone is refused, with the line that makes a tokenizer.json", async () => {
  const folder = folderWith({ "sentencepiece.bpe.model": "pieces" });
  rmSync(join(folder, "tokenizer.json"));
  await expect(loadModel(folder)).rejects.toMatchObject({
    code: "MODEL_UNSUPPORTED",
    message: expect.stringContaining("tokenizer.json expected, found only sentencepiece.bpe.model"),
    hint: expect.stringContaining(`AutoTokenizer.from_pretrained('${folder}').save_pretrained('${folder}')`),
  });
});
