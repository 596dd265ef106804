// One program in a process of its own: node side.mjs SETTINGS, a JSON file with `program`, `trained`, `models` (the folder that
// holds the exported one, `exported`), `precision`, `threads`, `texts`, `calls`, `repeats`.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { openExportedEncoder, readManifest } from "@intentsmith/classifier";
import { readTokenizer, SentenceEncoder } from "@intentsmith/model";
import { root } from "../shared/machine.mjs";
import { batchesByLength, measure } from "./measure.mjs";

const settings = JSON.parse(readFileSync(process.argv[2], "utf8"));
const { trained, models, precision, threads } = settings;
const exported = join(models, "exported");
const { maxSequenceLength } = readManifest(exported);
const file = { fp32: "onnx/model.onnx", int8: "onnx/model_quantized.onnx" }[precision];

const programs = {
  packed: async () => ours(await SentenceEncoder.load(trained, { threads })),
  exported: async () => ours(await openExportedEncoder(exported, maxSequenceLength, { threads, file })),
  bare,
  transformersJs,
};

function ours(encoder) {
  return {
    one: (text) => encoder.encode([text]),
    all: (texts) => encoder.encode(texts),
    prepare: (text) => encoder.inspect([text]),
  };
}

/** `session.run` and nothing else: token ids are there before the clock starts. */
async function bare() {
  const ort = createRequire(join(root, "packages/graph/package.json"))("onnxruntime-node");
  const session = await ort.InferenceSession.create(join(exported, file), {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
  });
  const tokenizer = readTokenizer(exported);
  const ids = new Map(settings.texts.map((text) => [text, tokenizer.encode(text, maxSequenceLength)]));
  const feeds = (texts) => {
    const rows = texts.map((text) => ids.get(text));
    const S = Math.max(...rows.map(({ length }) => length));
    const tensor = (value) =>
      new ort.Tensor(
        "int64",
        BigInt64Array.from(
          rows.flatMap((row) => Array.from({ length: S }, (_, s) => value(row, s))),
          BigInt,
        ),
        [rows.length, S],
      );
    return {
      input_ids: tensor((row, s) => row[s] ?? 0),
      attention_mask: tensor((row, s) => Number(s < row.length)),
    };
  };
  const outputs = ["sentence_embedding"];
  const single = new Map(settings.texts.map((text) => [text, feeds([text])]));
  const batches = batchesByLength(settings.texts, (text) => ids.get(text).length).map(feeds);
  return {
    one: (text) => session.run(single.get(text), outputs),
    all: async () => {
      for (const batch of batches) await session.run(batch, outputs);
    },
  };
}

/** Texts sorted by the caller; the pipeline's own batches as they are given. */
async function transformersJs() {
  const { env, pipeline } = await import("@huggingface/transformers");
  env.allowRemoteModels = false;
  env.localModelPath = models;
  const extract = await pipeline("feature-extraction", "exported", {
    dtype: { fp32: "fp32", int8: "q8" }[precision],
    device: "cpu",
    session_options: { intraOpNumThreads: threads, interOpNumThreads: 1 },
  });
  const options = { pooling: "mean", normalize: true };
  return {
    one: (text) => extract([text], options),
    all: async (texts) => {
      for (const batch of batchesByLength(texts)) await extract(batch, options);
    },
  };
}

await measure(settings, await programs[settings.program]());
